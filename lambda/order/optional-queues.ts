/** The queues that a shop can do without, and the field of a request that each is for. */
export const fieldOfQueue = { tabs: 'tab', pickups: 'pickupAt' } as const;
export type OptionalQueue = keyof typeof fieldOfQueue;

/** The URLs of the queues of orders. A queue that the shop does without has none. */
export type QueueUrls = { readonly orders: string } & Readonly<Record<OptionalQueue, string | undefined>>;

/** The queues that have no URL. */
export const queuesWithout = ({ tabs, pickups }: QueueUrls): readonly OptionalQueue[] => [
  ...(tabs === undefined ? (['tabs'] as const) : []),
  ...(pickups === undefined ? (['pickups'] as const) : []),
];
