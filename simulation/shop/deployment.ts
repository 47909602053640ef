import type { Context } from '../engine/context.ts';
import type { Invariants } from '../invariants/invariants.ts';
import { createMapping } from '../models/event-source-mapping.ts';
import { createLambda } from '../models/lambda.ts';
import type { Cloud } from './cloud.ts';
import { createFunctions, type FunctionDeps } from './functions.ts';
import { createNetwork } from './network.ts';
import { sourceQueues, stageNumbers } from './stage-numbers.ts';

export type DeploymentDeps = {
  readonly cloud: Cloud;
  readonly invariants: Invariants;
  readonly prepare: FunctionDeps['prepare'];
};

/** The functions on Lambda, with the mappings that have them work their queues. */
export const createDeployment = (context: Context, { cloud, invariants, prepare }: DeploymentDeps) => {
  const { scheduler, random, trace } = context;
  const functions = createFunctions({
    wire: createNetwork(context, cloud.execute),
    now: scheduler.now,
    uuid: random.uuid,
    prepare,
    stageNumbers,
    log: (_level, event, fields) => {
      trace.count(event);
      invariants.logged(JSON.stringify(fields ?? {}));
    },
  });

  const looking = { onBegin: invariants.invoked, onEnd: invariants.over };
  const onApi = { timeout: stageNumbers.apiTimeout, ...looking };
  const cashier = createLambda(context, { name: 'cashier', load: functions.cashier, ...onApi });
  const counter = createLambda(context, { name: 'counter', load: functions.counter, ...onApi });
  const barista = createLambda(context, {
    name: 'barista',
    load: functions.barista,
    timeout: stageNumbers.baristaTimeout,
    ...looking,
  });
  const receipts = createLambda(context, {
    name: 'receipts',
    load: functions.receipts,
    timeout: stageNumbers.receiptsTimeout,
    ...looking,
  });

  const { sqs } = cloud;
  const { batchSize, concurrency, receiptsBatchSize, receiptsConcurrency } = stageNumbers;
  const mappings = [
    ...sourceQueues.map((queue) => ({ queue, batchSize, concurrency, invoke: barista })),
    { queue: 'receipts', batchSize: receiptsBatchSize, concurrency: receiptsConcurrency, invoke: receipts },
  ];
  const onWhole = (error: unknown): void =>
    invariants.report('P6', '', `a batch should never fail as a whole, got ${String(error)}`);
  const started = new Map(
    mappings.map((declared) => [declared.queue, createMapping(context, { sqs, onWhole, ...declared })]),
  );
  return { cashier, counter, wake: (queue: string) => started.get(queue)?.wake() };
};
