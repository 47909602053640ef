import type { Status } from './lifecycle.ts';

/** The index of the orders on the board. Its partition key is `boardKey`, its sort key `placedAt`. */
export const BOARD_INDEX = 'board';

/** The lanes of the board. Each has its own partitions of the index, so ready orders never hide waiting or stuck ones. */
export const lanes = ['waiting', 'ready', 'stuck'] as const;
export type Lane = (typeof lanes)[number];

/** The lane of each status. An order in another status is not on the board. */
const laneByStatus: Readonly<Partial<Record<Status, Lane>>> = {
  PLACED: 'waiting',
  PREPARING: 'waiting',
  READY: 'ready',
  STUCK: 'stuck',
};
export const laneOf = (status: Status): Lane | undefined => laneByStatus[status];

/** Partitions of each lane, so that none of them is hot. You can raise it; lowering it hides orders. */
const SHARDS = 4;

/** Every partition key of a lane. */
export const boardKeysOf = (lane: Lane): readonly string[] =>
  Array.from({ length: SHARDS }, (_, shard) => `${lane}#${shard}`);

/** The partition key of an order in a lane. Order ids are random, so their first digits spread evenly. */
export const boardKeyOf = (orderId: string, lane: Lane): string =>
  `${lane}#${Number.parseInt(orderId.slice(0, 8), 16) % SHARDS}`;
