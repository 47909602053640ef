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

  const save = (): void =>
    kept.write(
      [...entries.values()].map(({ followed: { order, acceptedAt } }) => ({
        orderId: order.orderId,
        number: order.number,
        acceptedAt,
      })),
    );

  return {
    add: (order) => {
      if (!entries.has(order.orderId)) start(order, deps.now());
      save();
      tell();
    },
    remove: (orderId) => {
      stop(orderId);
      save();
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
      const oldest = deps.now() - KEPT_MILLISECONDS;
      const wanted = (kept.read() ?? []).filter(({ acceptedAt }) => acceptedAt > oldest);
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
