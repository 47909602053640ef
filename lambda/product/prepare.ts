import { setTimeout } from 'node:timers/promises';
import type { OrderRecord } from '../order/record.ts';
import type { PlacedOrder } from '../order/request.ts';

/**
 * Makes an order: the one place where a team puts its own work.
 *
 * It runs for one order at a time, never twice at once; after a crash it may run again, so whatever it calls should take
 * `orderId` as its idempotency key. Throw a `PermanentError` for what can never be made; anything else is tried again.
 */
export type Prepare = (order: OrderRecord & PlacedOrder) => Promise<void>;

/** Ours takes a time for each drink. Lines are made side by side, the drinks of one line one after the other. */
export const createPrepare =
  ({ milliseconds }: { readonly milliseconds: number }): Prepare =>
  async ({ lines }) => {
    await setTimeout(Math.max(...lines.map(({ quantity }) => quantity)) * milliseconds);
  };
