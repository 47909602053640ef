import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Context } from '../engine/context.ts';
import type { Observer } from '../invariants/observer.ts';
import { createMapping } from '../models/event-source-mapping.ts';
import type { Invocation } from '../models/invocation.ts';
import { createLambda } from '../models/lambda.ts';
import type { SqsModel } from '../models/sqs.ts';
import { sourceQueues } from '../scenario/queue-names.ts';
import { createFunctions, type FunctionDeps } from './functions.ts';
import { createNetwork, type Execute } from './network.ts';
import { stageNumbers } from './stage-numbers.ts';

export type DeploymentDeps = {
  readonly sqs: SqsModel;
  readonly execute: Execute;
  readonly observer: Observer;
  readonly prepare: FunctionDeps['prepare'];
};

/** The real functions on the model of Lambda, and the mappings of their queues. */
export const createDeployment = (context: Context, deps: DeploymentDeps) => {
  const functions = loadFunctions(context, deps);
  const { observeInvocation: onBegin, observeInvocationEnd: onEnd } = deps.observer;
  const { apiTimeout, baristaTimeout, receiptsTimeout } = stageNumbers;
  const shared = { onBegin, onEnd };

  const cashier = createLambda(context, { name: 'cashier', load: functions.cashier, timeout: apiTimeout, ...shared });
  const counter = createLambda(context, { name: 'counter', load: functions.counter, timeout: apiTimeout, ...shared });
  const barista = createLambda(context, {
    name: 'barista',
    load: functions.barista,
    timeout: baristaTimeout,
    ...shared,
  });
  const receipts = createLambda(context, {
    name: 'receipts',
    load: functions.receipts,
    timeout: receiptsTimeout,
    ...shared,
  });

  const mappings = createMappings(context, deps, { barista, receipts });
  return { cashier, counter, wake: (queue: string) => mappings.get(queue)?.wake() };
};

const loadFunctions = (context: Context, { execute, observer, prepare }: DeploymentDeps) => {
  const { scheduler, random, trace } = context;
  return createFunctions({
    network: createNetwork(context, execute),
    now: scheduler.now,
    nextTurn: (callback) => scheduler.after(0, callback),
    uuid: random.uuid,
    prepare,
    stageNumbers,
    log: (_level, event, fields) => {
      trace.count(event);
      observer.observeLog(JSON.stringify(fields ?? {}));
    },
  });
};

type Invoke = (event: SQSEvent) => Promise<Invocation<SQSBatchResponse>>;

const createMappings = (
  context: Context,
  { sqs, observer }: DeploymentDeps,
  { barista, receipts }: { readonly barista: Invoke; readonly receipts: Invoke },
) => {
  const { batchSize, concurrency, receiptsBatchSize, receiptsConcurrency } = stageNumbers;
  const declarations = [
    ...sourceQueues.map((name) => ({ name, batchSize, concurrency, invoke: barista })),
    { name: 'receipts', batchSize: receiptsBatchSize, concurrency: receiptsConcurrency, invoke: receipts },
  ];
  return new Map(
    declarations.map((declaration) => {
      const { name } = declaration;
      const queue = {
        ready: () => sqs.ready(name),
        receive: (most: number) => sqs.receive(name, most),
        remove: (receiptHandle: string) => sqs.remove(name, receiptHandle),
      };
      const { observeBatchFailure: onBatchFailure } = observer;
      return [name, createMapping(context, { ...declaration, queue, onBatchFailure })] as const;
    }),
  );
};
