import * as v from 'valibot';
import { timeText } from './text.ts';

const orderSchema = v.object({
  orderId: v.string(),
  number: v.string(),
  status: v.optional(v.string()),
  version: v.optional(v.number()),
  customer: v.optional(v.object({ name: v.string() })),
  totalCents: v.optional(v.number()),
  currency: v.optional(v.string()),
  pickupAt: v.optional(v.string()),
  failure: v.optional(v.object({ message: v.string() })),
});

/** An order of this visitor, as the API answers it. It has no status before it is on record. */
export type AcceptedOrder = v.InferOutput<typeof orderSchema>;

export const parseOrder = (body: unknown): AcceptedOrder | undefined => {
  const parsed = v.safeParse(orderSchema, body);
  return parsed.success ? parsed.output : undefined;
};

/** What this visitor may do with an order. */
export type Action = 'cancel' | 'collect';

export const actionOf = ({ status }: AcceptedOrder): Action | undefined => {
  if (status === 'PLACED' || status === 'STUCK') return 'cancel';
  return status === 'READY' ? 'collect' : undefined;
};

/** Whether an answer holds an earlier state of an order than another answer. */
export const isOlder = ({ version = 0 }: AcceptedOrder, other: AcceptedOrder): boolean =>
  version < (other.version ?? 0);

/** Whether an order does not change any more. */
export const isDone = ({ status }: AcceptedOrder): boolean => status === 'COLLECTED' || status === 'CANCELLED';

export const statusText = ({ status, pickupAt, failure }: AcceptedOrder): string => {
  if (status === undefined) return 'Accepted';
  if (status === 'PLACED') return pickupAt === undefined ? 'Waiting' : `Waiting, for ${timeText(pickupAt)}`;
  if (status === 'PREPARING') return 'In preparation';
  if (status === 'READY') return 'Ready to collect';
  if (status === 'COLLECTED') return 'Collected';
  if (status === 'CANCELLED') return 'Cancelled';
  if (status === 'STUCK') return `Stuck: ${failure?.message ?? 'please ask at the counter'}`;
  return status;
};
