import type { Setting } from '../engine/context.ts';
import type { Promises } from '../invariants/invariants.ts';
import { createMapping } from '../models/event-source-mapping.ts';
import { createLambda } from '../models/lambda.ts';
import type { Cloud } from './cloud.ts';
import { createFunctions, type Surroundings } from './functions.ts';
import { createWire } from './network.ts';
import { sizes, sourceQueues } from './stage-numbers.ts';

export type ShopDeps = {
  readonly cloud: Cloud;
  readonly promises: Promises;
  readonly prepare: Surroundings['prepare'];
};

/** The functions on Lambda, with the mappings that have them work their queues. */
export const createShop = (setting: Setting, { cloud, promises, prepare }: ShopDeps) => {
  const { scheduler, random, trace } = setting;
  const functions = createFunctions({
    wire: createWire(setting, cloud.execute),
    now: scheduler.now,
    uuid: random.uuid,
    prepare,
    sizes,
    log: (_level, event, fields) => {
      trace.count(event);
      promises.logged(JSON.stringify(fields ?? {}));
    },
  });

  const looking = { onBegin: promises.invoked, onEnd: promises.over };
  const onApi = { timeout: sizes.apiTimeout, ...looking };
  const cashier = createLambda(setting, { name: 'cashier', load: functions.cashier, ...onApi });
  const counter = createLambda(setting, { name: 'counter', load: functions.counter, ...onApi });
  const barista = createLambda(setting, {
    name: 'barista',
    load: functions.barista,
    timeout: sizes.baristaTimeout,
    ...looking,
  });
  const receipts = createLambda(setting, {
    name: 'receipts',
    load: functions.receipts,
    timeout: sizes.receiptsTimeout,
    ...looking,
  });

  const { sqs } = cloud;
  const { batchSize, concurrency, receiptsBatchSize, receiptsConcurrency } = sizes;
  const mappings = [
    ...sourceQueues.map((queue) => ({ queue, batchSize, concurrency, invoke: barista })),
    { queue: 'receipts', batchSize: receiptsBatchSize, concurrency: receiptsConcurrency, invoke: receipts },
  ];
  const onWhole = (error: unknown): void =>
    promises.breaks('P6', '', `a batch should never fail as a whole, got ${String(error)}`);
  const started = new Map(
    mappings.map((declared) => [declared.queue, createMapping(setting, { sqs, onWhole, ...declared })]),
  );
  return { cashier, counter, wake: (queue: string) => started.get(queue)?.wake() };
};
