import { configFor } from '../../lib/config.ts';

const { barista, receipts, queues, api } = configFor('dev');

/** The numbers of the stage `dev` that matter to the simulator. Times are in milliseconds. */
export const stageNumbers = {
  apiTimeout: api.timeout.toMilliseconds(),
  baristaTimeout: barista.timeout.toMilliseconds(),
  leaseMilliseconds: barista.lease.toMilliseconds(),
  visibilityMilliseconds: barista.visibilityTimeout.toMilliseconds(),
  recordMilliseconds: barista.recordTime.toMilliseconds(),
  batchSize: barista.orders.batchSize,
  /** More than the stage `dev` has, so that more baristas race for an order. */
  concurrency: 5,
  maxReceiveCount: queues.maxReceiveCount,
  receiptsTimeout: receipts.timeout.toMilliseconds(),
  receiptsVisibilityMilliseconds: receipts.visibilityTimeout.toMilliseconds(),
  receiptMilliseconds: receipts.recordTime.toMilliseconds(),
  receiptsBatchSize: receipts.batchSize,
  receiptsConcurrency: receipts.maxConcurrency,
  receiptsMaxReceiveCount: receipts.maxReceiveCount,
  /** Far below the deployed value, so that short orders also travel as claim checks. */
  claimCheckBytes: 2000,
};
export type StageNumbers = typeof stageNumbers;

export const queueUrl = (name: string): string => `https://sqs.simulated/${name}`;
