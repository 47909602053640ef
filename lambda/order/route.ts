import { customerGroup, deduplicationId, tabGroup } from './identity.ts';
import type { OrderMessage } from './message.ts';
import { earlyBy } from './pickup.ts';

/** The queue and the message group of an order. A group means order on FIFO, and fairness on a standard queue. */
export type Route =
  | { readonly queue: 'tabs'; readonly group: string; readonly deduplicationId: string }
  | { readonly queue: 'orders'; readonly group: string }
  | { readonly queue: 'pickups'; readonly group: string; readonly delaySeconds: number };

/** The longest delay that SQS takes. A barista that receives the message too early hides it for the rest. */
const MAX_DELAY_SECONDS = 900;

/**
 * The queue that an order belongs to: `tabs` if it names a tab, `pickups` if it names a pick-up time, else `orders`.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export const routeOf = (message: OrderMessage, now: number): Route => {
  const { tab, pickupAt, customer } = message.order;
  if (tab !== undefined) return { queue: 'tabs', group: tabGroup(tab), deduplicationId: deduplicationId(message) };
  const group = customerGroup(customer.email);
  if (pickupAt === undefined) return { queue: 'orders', group };
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.ceil(earlyBy(pickupAt, now) / 1000));
  return { queue: 'pickups', group, delaySeconds };
};

/** The queue of an order on record. */
export const queueOf = ({ tab, pickupAt }: { readonly tab?: string; readonly pickupAt?: string }): Route['queue'] => {
  if (tab !== undefined) return 'tabs';
  return pickupAt === undefined ? 'orders' : 'pickups';
};
