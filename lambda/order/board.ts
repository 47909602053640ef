/** The board's index is spread over this many partitions, so that none is hot. Raise it; lowering it hides orders. */
const SHARDS = 4;

/** All the partition keys of the index `board`. */
export const boardKeys: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => `board#${shard}`);

/** The partition that an order hangs in: its id is random, so its first digits spread evenly. */
export const boardKeyOf = (orderId: string): string => `board#${Number.parseInt(orderId.slice(0, 8), 16) % SHARDS}`;
