import { baristaVariables } from '../lambda/environment.ts';

/**
 * The environment variables of the barista in a container. The construct sets them and `worker/` reads them. They are not beside
 * those of the functions, because each function's bundle would hold them.
 */
export const workerVariables = [
  ...baristaVariables,
  /** The longest that a batch takes. The process ends then, before the leases of its orders end. */
  'WORKER_TIMEOUT_MILLISECONDS',
  /** The names of the queues to poll, such as `orders,tabs`. */
  'WORKER_QUEUES',
  /** How many batches of each queue are worked at once. */
  'WORKER_CONCURRENCY',
  /** The port of the health endpoints on 127.0.0.1, or 0 for any free one. */
  'WORKER_HEALTH_PORT',
  /** The least level of the lines that the worker writes: `DEBUG` or `INFO`. */
  'WORKER_LOG_LEVEL',
] as const;

/** The queues that the barista works. */
export const workerQueues = ['orders', 'tabs', 'pickups'] as const;
export type WorkerQueue = (typeof workerQueues)[number];
