import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Lane, laneOf, lanes } from '../order/lane.ts';
import type { BoardRow } from '../order/record.ts';
import { type BoardIndex, type BoardIndexEntry, createBoardIndex, MAX_COUNTED } from './board-index.ts';
import { createReadBoardRows, type ReadBoardRows } from './board-rows.ts';

/** The orders in a lane. */
export type LaneContent = {
  /** How many orders it has. 1,000 means 1,000 or more. */
  readonly total: number;
  /** When its oldest order was placed; nothing in an empty lane. */
  readonly oldestAt: string | undefined;
  /** The orders that the board shows, in the order of the lane. */
  readonly rows: readonly BoardRow[];
};

/** A value for each lane. */
type ByLane<T> = Readonly<Record<Lane, T>>;

export type LanesRead = ByLane<PromiseSettledResult<LaneContent>>;

/** Reads each lane of the board. One that cannot be read has a ServiceError. */
export type BoardQuery = () => Promise<LanesRead>;

/** The orders of each lane that the board shows. */
const SHOWN = {
  waiting: { most: 200, order: 'oldest-first' },
  ready: { most: 100, order: 'newest-first' },
  stuck: { most: 100, order: 'newest-first' },
} as const satisfies ByLane<object>;

/** A lane as the index has it, with the rows of the first orders in it. */
type ReadLane = {
  readonly entries: readonly BoardIndexEntry[];
  readonly rows: readonly BoardRow[];
  readonly oldestAt: string | undefined;
};

export function createBoardQuery(table: { readonly client: DynamoDBClient; readonly tableName: string }): BoardQuery {
  const index = createBoardIndex(table);
  const readRows = createReadBoardRows(table);
  return async () => {
    const listed = withoutRepeats(await settleEach((lane) => index.list(lane, SHOWN[lane].order)));
    const read = await settleEach(async (lane) => readLane(lane, fulfilled(listed[lane]), { index, readRows }));
    // The index lags behind the records, so the status of a record decides on its lane.
    const rows = lanes.flatMap((lane) => (read[lane].status === 'fulfilled' ? read[lane].value.rows : []));
    return settleEach(async (lane) => contentOf(lane, fulfilled(read[lane]), rows));
  };
}

const readLane = async (
  lane: Lane,
  entries: readonly BoardIndexEntry[],
  { index, readRows }: { readonly index: BoardIndex; readonly readRows: ReadBoardRows },
): Promise<ReadLane> => {
  const { most, order } = SHOWN[lane];
  const isListedInFull = order === 'oldest-first' || entries.length < MAX_COUNTED;
  const [rows, oldestAt] = await Promise.all([
    readRows(entries.slice(0, most).map(({ orderId }) => orderId)),
    isListedInFull ? undefined : index.oldest(lane),
  ]);
  return { entries, rows, oldestAt };
};

const contentOf = (lane: Lane, { entries, oldestAt }: ReadLane, all: readonly BoardRow[]): LaneContent => {
  const { most, order } = SHOWN[lane];
  const rows = all.filter(({ status }) => laneOf(status) === lane).toSorted(compareBy(order));
  const unread = entries.slice(most);
  // Records that expired or are in another lane by now do not count.
  const total = entries.length < MAX_COUNTED ? rows.length + unread.length : MAX_COUNTED;
  const times = [...rows, ...unread].map(({ placedAt }) => placedAt);
  return { total, oldestAt: [...times, ...(oldestAt ? [oldestAt] : [])].toSorted()[0], rows: rows.slice(0, most) };
};

/** An order that moves from one lane to another can be in both for a moment. It is read once. */
const withoutRepeats = (
  listed: ByLane<PromiseSettledResult<readonly BoardIndexEntry[]>>,
): ByLane<PromiseSettledResult<readonly BoardIndexEntry[]>> => {
  const seen = new Set<string>();
  const unseen = (result: PromiseSettledResult<readonly BoardIndexEntry[]>) =>
    result.status === 'rejected'
      ? result
      : { ...result, value: result.value.filter(({ orderId }) => !seen.has(orderId) && seen.add(orderId)) };
  return { waiting: unseen(listed.waiting), ready: unseen(listed.ready), stuck: unseen(listed.stuck) };
};

const compareBy =
  (order: 'oldest-first' | 'newest-first') =>
  (a: BoardRow, b: BoardRow): number =>
    a.placedAt + a.number < b.placedAt + b.number === (order === 'oldest-first') ? -1 : 1;

const settleEach = async <T>(read: (lane: Lane) => Promise<T>): Promise<ByLane<PromiseSettledResult<T>>> => {
  const [waiting, ready, stuck] = await Promise.allSettled([read('waiting'), read('ready'), read('stuck')]);
  return { waiting, ready, stuck };
};

/** @throws the reason of a rejected one */
const fulfilled = <T>(result: PromiseSettledResult<T>): T => {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
};
