import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Context } from '../engine/context.ts';
import type { Observer } from '../invariants/observer.ts';
import { createMapping } from '../models/event-source-mapping.ts';
import type { ExecutionEnvironment, Invocation } from '../models/invocation.ts';
import { createLambda } from '../models/lambda.ts';
import type { SqsModel } from '../models/sqs.ts';
import { sourceQueues } from '../scenario/queue-names.ts';
import { createFunctions, type FunctionDeps } from './functions.ts';
import { createNetwork, type Execute } from './network.ts';
import { stageNumbers } from './stage-numbers.ts';
import type { Watch } from './watch.ts';

export type DeploymentDeps = {
  readonly sqs: SqsModel;
  readonly execute: Execute;
  readonly observer: Observer;
  readonly prepare: FunctionDeps['prepare'];
  readonly watch: Watch;
};

/** The real functions on the model of Lambda, and the mappings of their queues. */
export const createDeployment = (context: Context, deps: DeploymentDeps) => {
  const functions = loadFunctions(context, deps);
  const { observer, watch } = deps;
  const { observeInvocation: onBegin } = observer;
  const onEnd: typeof observer.observeInvocationEnd = (caller, environment) => {
    observer.observeInvocationEnd(caller, environment);
    watch.observeInvocation(functionOf(environment), !environment.alive);
  };
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

/** The name of the function of `barista 3`. */
const functionOf = ({ name }: ExecutionEnvironment): string => name.split(' ')[0] ?? name;

const loadFunctions = (context: Context, { execute, observer, prepare, watch }: DeploymentDeps) => {
  const { scheduler, random, trace } = context;
  return createFunctions({
    network: createNetwork(context, execute),
    now: scheduler.now,
    nextTurn: (callback) => scheduler.after(0, callback),
    later: (milliseconds, callback) => scheduler.after(milliseconds, callback),
    uuid: random.uuid,
    prepare,
    stageNumbers,
    logOf: (environment) => (level, event, fields) => {
      trace.count(event);
      watch.observeLine(functionOf(environment), level, event, fields);
      observer.observeLog(JSON.stringify(fields ?? {}));
    },
  });
};

type Invoke = (event: SQSEvent) => Promise<Invocation<SQSBatchResponse>>;

const createMappings = (
  context: Context,
  { sqs, observer, watch }: DeploymentDeps,
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
        receive: (most: number) => {
          const messages = sqs.receive(name, most);
          watch.observeReceive(name, messages.length);
          return messages;
        },
        remove: (receiptHandle: string) => sqs.remove(name, receiptHandle),
      };
      const { observeBatchFailure: onBatchFailure } = observer;
      return [name, createMapping(context, { ...declaration, queue, onBatchFailure })] as const;
    }),
  );
};
