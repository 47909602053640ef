import { configFor } from '../../lib/config.ts';

const { barista, receipts, queues, api } = configFor('dev');

/** The numbers of the stage dev, as far as they matter here; all times in milliseconds. */
export const stageNumbers = {
  apiTimeout: api.timeout.toMilliseconds(),
  baristaTimeout: barista.timeout.toMilliseconds(),
  leaseMilliseconds: barista.lease.toMilliseconds(),
  visibilityMilliseconds: barista.visibilityTimeout.toMilliseconds(),
  recordMilliseconds: barista.recordTime.toMilliseconds(),
  batchSize: barista.orders.batchSize,
  concurrency: barista.orders.maxConcurrency,
  maxReceiveCount: queues.maxReceiveCount,
  receiptsTimeout: receipts.timeout.toMilliseconds(),
  receiptsVisibilityMilliseconds: receipts.visibilityTimeout.toMilliseconds(),
  receiptMilliseconds: receipts.recordTime.toMilliseconds(),
  receiptsBatchSize: receipts.batchSize,
  receiptsConcurrency: receipts.maxConcurrency,
  receiptsMaxReceiveCount: receipts.maxReceiveCount,
  /** Far below what is deployed, so that an order need not be long to be long. */
  claimCheckBytes: 2000,
};
export type StageNumbers = typeof stageNumbers;

export const sourceQueues = ['orders', 'tabs.fifo', 'pickups'] as const;
export const dlqOf = (queue: string): string => `dead-${queue}`;
export const isDlq = (queue: string): boolean => queue.startsWith('dead-');
export const queueUrl = (name: string): string => `https://sqs.simulated/${name}`;
