import { millisecondsOf } from '../parsing/time.ts';

const MINUTE = 60_000;

/** Baristas begin an order this long before its pick-up time. */
export const LEAD_MINUTES = 10;

/** How far ahead a pick-up time can be. */
export const MAX_HIDDEN_HOURS = 12;

/** When an order may begin, in milliseconds since 1970. */
export const dueAtOf = (pickupAt: string): number => Date.parse(pickupAt) - LEAD_MINUTES * MINUTE;

/** An order is late when it waits for longer than this after it was due. */
const LATE_MINUTES = 10;

/** Whether a waiting order is late. An order for less than the lead time ahead is due when it is placed. */
export const isLate = (
  { placedAt, pickupAt }: { readonly placedAt: string; readonly pickupAt?: string },
  now: number,
): boolean => {
  const dueAt = Math.max(Date.parse(placedAt), pickupAt === undefined ? 0 : dueAtOf(pickupAt));
  return now - dueAt > LATE_MINUTES * MINUTE;
};

/** Milliseconds from now until an order may begin; 0 if it may begin now. */
export const earlyBy = (pickupAt: string, now: number): number => Math.max(0, dueAtOf(pickupAt) - now);

/** Whether a time is ahead, and near enough for SQS to hide the message until then. */
export const isPickupTime = (pickupAt: string, now: number): boolean => {
  const ahead = millisecondsOf(pickupAt) - now;
  return ahead > 0 && ahead <= MAX_HIDDEN_HOURS * 60 * MINUTE;
};
