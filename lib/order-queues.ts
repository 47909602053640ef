import type { WorkQueue } from './constructs/work-queue.ts';

/** The queues of orders. A shop can do without tabs and pickups. */
export type OrderQueues = {
  readonly orders: WorkQueue;
  readonly tabs?: WorkQueue;
  readonly pickups?: WorkQueue;
};

/** The environment variables with the URLs of the queues. */
export const queueUrls = ({ orders, tabs, pickups }: OrderQueues) => ({
  ORDERS_QUEUE_URL: orders.queue.queueUrl,
  ...(tabs ? { TABS_QUEUE_URL: tabs.queue.queueUrl } : {}),
  ...(pickups ? { PICKUPS_QUEUE_URL: pickups.queue.queueUrl } : {}),
});

/** The environment variables with the URLs of the dead-letter queues. */
export const dlqUrls = ({ orders, tabs, pickups }: OrderQueues) => ({
  ORDERS_DLQ_URL: orders.dlq.queueUrl,
  ...(tabs ? { TABS_DLQ_URL: tabs.dlq.queueUrl } : {}),
  ...(pickups ? { PICKUPS_DLQ_URL: pickups.dlq.queueUrl } : {}),
});
