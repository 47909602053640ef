import * as v from 'valibot';
import type { Board } from './board.ts';
import { type FollowDeps, type Followed, type Follower, follow } from './follow.ts';
import { type AcceptedOrder, isDone } from './order.ts';
import type { Stored } from './storage.ts';

/** An order is on the list for two days. A pick-up time is at most 12 hours ahead. */
const KEPT_MILLISECONDS = 2 * 24 * 60 * 60_000;

/** What the browser keeps of an own order. The id is the only credential of an order. */
export const keptSchema = v.array(v.object({ orderId: v.string(), number: v.string(), acceptedAt: v.number() }));
export type Kept = v.InferOutput<typeof keptSchema>;

export type OwnOrders = {
  add(order: AcceptedOrder): void;
  remove(orderId: string): void;
  act: Follower['act'] extends (action: infer Action) => Promise<void>
    ? (orderId: string, action: Action) => Promise<void>
    : never;
  /** Reads the own orders whose row on the board differs from what the page knows. */
  notice(board: Board): void;
  /** Reads all own orders now. */
  wake(): void;
  /** Takes over what another tab has added or removed. */
  load(): void;
};

export type OwnOrdersDeps = Omit<FollowDeps, 'onChange'> & {
  readonly kept: Stored<Kept>;
  readonly onChange: (orders: readonly Followed[]) => void;
};

type Entry = { followed: Followed; readonly follower: Follower };

/** Follows the orders of this visitor, and keeps them over a reload. */
export const createOwnOrders = ({ kept, onChange, ...deps }: OwnOrdersDeps): OwnOrders => {
  const entries = new Map<string, Entry>();
  const tell = (): void => onChange([...entries.values()].map(({ followed }) => followed).toReversed());

  const start = (order: AcceptedOrder, acceptedAt: number): void => {
    const followed = { order, acceptedAt, note: '', isBusy: false };
    const update = (next: Followed): void => {
      const entry = entries.get(order.orderId);
      if (entry) entry.followed = next;
      tell();
    };
    entries.set(order.orderId, { followed, follower: follow(followed, { ...deps, onChange: update }) });
  };

  const stop = (orderId: string): void => {
    entries.get(orderId)?.follower.stop();
    entries.delete(orderId);
  };

  /** What the browser keeps now. Another tab can have changed it a moment ago. */
  const readKept = (): Kept => {
    const oldest = deps.now() - KEPT_MILLISECONDS;
    return (kept.read() ?? []).filter(({ acceptedAt }) => acceptedAt > oldest);
  };

  const keepWithout = (orderId: string, ...more: Kept): void =>
    kept.write([...readKept().filter((order) => order.orderId !== orderId), ...more]);

  return {
    add: (order) => {
      const { orderId, number } = order;
      if (!entries.has(orderId)) {
        const acceptedAt = deps.now();
        start(order, acceptedAt);
        keepWithout(orderId, { orderId, number, acceptedAt });
      }
      tell();
    },
    remove: (orderId) => {
      stop(orderId);
      keepWithout(orderId);
      tell();
    },
    act: async (orderId, action) => entries.get(orderId)?.follower.act(action),
    notice: (board) => {
      for (const { followed, follower } of entries.values()) if (differs(board, followed.order)) follower.wake();
    },
    wake: () => {
      for (const { followed, follower } of entries.values()) if (!isDone(followed.order)) follower.wake();
    },
    load: () => {
      const wanted = readKept();
      for (const orderId of entries.keys()) if (!wanted.some((order) => order.orderId === orderId)) stop(orderId);
      for (const { acceptedAt, ...order } of wanted) if (!entries.has(order.orderId)) start(order, acceptedAt);
      tell();
    },
  };
};

/** Whether the board shows an order of this number and name in another status. */
const differs = ({ lanes }: Board, { number, customer, status }: AcceptedOrder): boolean =>
  Object.values(lanes).some(({ orders }) =>
    orders.some(
      (row) => row.number === number && row.status !== status && (customer?.name ?? '').includes(row.firstName),
    ),
  );
