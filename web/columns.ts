import { type Board, type BoardOrder, isMissing, type Lane, type LaneName } from './board.ts';

export const columnNames = ['orders', 'tabs', 'pickups', 'preparing', 'ready', 'stuck'] as const;
export type ColumnName = (typeof columnNames)[number];

/** A row of a column. `since` is when the order was placed, in milliseconds since 1970. */
export type Row = {
  readonly key: string;
  readonly number: string;
  readonly firstName: string;
  readonly since: number;
  readonly pickupAt?: string | undefined;
};

/** `exact`: all are counted. `least`: there can be more. `about`: as the queue estimates it. */
export type Count = { readonly kind: 'exact' | 'least' | 'about'; readonly value: number };

/** A column of the board. It has no count if it was never read. */
export type Column = {
  readonly rows: readonly Row[];
  readonly count?: Count;
  /** Since when the oldest order of the column waits. */
  readonly since?: number | undefined;
  /** When the column was read, if the newest read of it failed. */
  readonly staleSince?: number | undefined;
};

export type Columns = Readonly<Record<ColumnName, Column>> & { readonly waiting: Column };

/** `total` of a lane is counted up to this number. */
const MOST_COUNTED = 1000;

/** The columns of a board. The lane of waiting orders is three groups by queue, and the orders in preparation. */
export const columnsOf = (board: Board): Columns => {
  const { waiting } = board.lanes;
  const group = (queue: string): Column =>
    waitingColumn(board, waiting, (order) => order.status !== 'PREPARING' && order.queue === queue, queue);
  const groups = { orders: group('orders'), tabs: group('tabs'), pickups: group('pickups') };
  const preparing = waitingColumn(board, waiting, ({ status }) => status === 'PREPARING');
  return {
    ...groups,
    preparing,
    ready: laneColumn(board, 'ready'),
    stuck: laneColumn(board, 'stuck'),
    waiting: {
      rows: [],
      since: earliest([groups.orders.since, groups.tabs.since]),
      staleSince: staleSince(board, 'waiting'),
      ...(waiting && { count: countOf(waiting, preparing.rows.length) }),
    },
  };
};

const waitingColumn = (
  board: Board,
  lane: Lane | undefined,
  belongs: (order: BoardOrder) => boolean,
  queue?: string,
): Column => {
  if (!lane) return { rows: [], staleSince: staleSince(board, 'waiting') };
  const rows = rowsOf(lane.orders.filter(belongs), lane.readAt);
  const estimate = queue === undefined ? undefined : board.queues[queue]?.waiting;
  const since = earliest(rows.map((row) => row.since));
  return { rows, since, staleSince: staleSince(board, 'waiting'), count: partCount(lane, rows.length, estimate) };
};

const laneColumn = (board: Board, name: LaneName): Column => {
  const lane = board.lanes[name];
  if (!lane) return { rows: [], staleSince: staleSince(board, name) };
  const { oldestSeconds } = lane;
  return {
    rows: rowsOf(lane.orders, lane.readAt),
    count: countOf(lane, 0),
    since: oldestSeconds === undefined ? undefined : lane.readAt - oldestSeconds * 1000,
    staleSince: staleSince(board, name),
  };
};

/** Numbers are not unique, so the key of a row counts the equal rows before it. */
const rowsOf = (orders: readonly BoardOrder[], readAt: number): Row[] => {
  const seen = new Map<string, number>();
  return orders.map(({ number, firstName, ageSeconds, pickupAt }) => {
    const name = `${number} ${firstName}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { key: `${name} ${count}`, number, firstName, pickupAt, since: readAt - ageSeconds * 1000 };
  });
};

/** The orders of a lane, without some that another column shows. */
const countOf = ({ total }: Lane, elsewhere: number): Count =>
  total >= MOST_COUNTED
    ? { kind: 'least', value: MOST_COUNTED }
    : { kind: 'exact', value: Math.max(0, total - elsewhere) };

/** The answer holds only the oldest orders of a long lane, so only the queue knows how many the others are. */
const partCount = ({ total, orders }: Lane, shown: number, estimate: number | undefined): Count => {
  if (orders.length >= total) return { kind: 'exact', value: shown };
  if (estimate === undefined || estimate < shown) return { kind: 'least', value: shown };
  return { kind: 'about', value: estimate };
};

const staleSince = (board: Board, lane: LaneName): number | undefined =>
  isMissing(board, `lanes.${lane}`) ? (board.lanes[lane]?.readAt ?? 0) : undefined;

const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};
