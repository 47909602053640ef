/** The queues that hold orders. */
export const sourceQueues = ['orders', 'tabs.fifo', 'pickups'] as const;
export type SourceQueue = (typeof sourceQueues)[number];

export const dlqOf = (queue: string): string => `dead-${queue}`;
export const isDlq = (queue: string): boolean => queue.startsWith('dead-');
