const MINUTE = 60_000;

/** An order for later is begun this long before its customer comes. */
const LEAD_MILLISECONDS = 10 * MINUTE;

/** SQS hides a message for 12 hours at the most. */
export const MOST_HOURS_AHEAD = 12;

/** Milliseconds from now until an order may be begun; 0 when it may be begun now. */
export const earlyBy = (pickupAt: string | undefined, now: number): number =>
  pickupAt === undefined ? 0 : Math.max(0, Date.parse(pickupAt) - LEAD_MILLISECONDS - now);

/** Whether a time lies ahead, and not too far for SQS to keep the order until then. */
export const isPickupTime = (pickupAt: string, now: number): boolean => {
  const ahead = Date.parse(pickupAt) - now;
  return ahead > 0 && ahead <= MOST_HOURS_AHEAD * 60 * MINUTE;
};
