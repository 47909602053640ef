import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { OrderStore } from '../aws/order-store.ts';
import type { Inspected } from '../batch/log-line.ts';
import { pointerIn } from '../order/claim-check.ts';
import { identityOfKey, logFields } from '../order/identity.ts';
import { identityEntries } from '../order/message.ts';
import { dueAtOf } from '../order/pickup.ts';

/** The order id and the pick-up time in a message, even if the rest of the message is invalid. */
type Named = { readonly orderId: string; readonly pickupAt?: string | undefined };

const namedSchema = v.object({
  orderId: identityEntries.orderId,
  order: v.fallback(v.object({ pickupAt: v.optional(v.string()) }), {}),
});

/** Names the order of a message in log lines, and says when it is due. The lines of a claim check are not fetched for it. */
export const inspect = ({ body }: SQSRecord): Inspected => {
  const { orderId, pickupAt } = namedIn(body) ?? {};
  if (orderId === undefined) return { names: {} };
  const names = logFields(orderId);
  const dueAt = pickupAt === undefined ? Number.NaN : dueAtOf(pickupAt);
  return Number.isNaN(dueAt) ? { names } : { names, dueAt };
};

/**
 * Creates the look-up for evidence of a crash: a record that is still `PREPARING` after its lease has ended. Its barista died while
 * it held the order, and the order may be the cause.
 */
export const createIsSuspect =
  ({ store, now }: { readonly store: Pick<OrderStore, 'read'>; readonly now: () => number }) =>
  async ({ body }: SQSRecord): Promise<boolean> => {
    const orderId = namedIn(body)?.orderId;
    if (orderId === undefined) return false;
    const { status, lease } = (await store.read(orderId)) ?? {};
    return status === 'PREPARING' && lease !== undefined && lease.until < now();
  };

const namedIn = (body: string): Named | undefined => {
  const pointer = pointerIn(body);
  if (pointer) return identityOfKey(pointer.s3Key);
  try {
    const { orderId, order } = v.parse(namedSchema, JSON.parse(body));
    return { orderId, pickupAt: order.pickupAt };
  } catch {
    return undefined; // the handler gives the reason
  }
};
