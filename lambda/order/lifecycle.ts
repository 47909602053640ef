import { createHash } from 'node:crypto';

export const statuses = ['PLACED', 'PREPARING', 'READY', 'COLLECTED', 'CANCELLED', 'STUCK'] as const;
export type Status = (typeof statuses)[number];

/** The statuses in which an order has been made: nothing may make it again. */
export const isMade = (status: Status): boolean => status === 'READY' || status === 'COLLECTED';

/** What subscribers of `order-events` are told, by the status that the order has reached. */
export const eventTypes = {
  PREPARING: 'order.preparing',
  READY: 'order.ready',
  CANCELLED: 'order.cancelled',
  COLLECTED: 'order.collected',
  STUCK: 'order.stuck',
} as const satisfies Partial<Record<Status, string>>;

/** `{ v, type, orderId, number, status, version, at }`: no personal data, no lines. `at` is ISO 8601. */
export type OrderEvent = {
  readonly v: 1;
  readonly type: (typeof eventTypes)[keyof typeof eventTypes];
  readonly orderId: string;
  readonly number: string;
  readonly status: Status;
  readonly version: number;
  readonly at: string;
};

/** The event that tells of a recorded transition. */
export const eventOf = (
  status: keyof typeof eventTypes,
  { orderId, number, version, at }: Pick<OrderEvent, 'orderId' | 'number' | 'version' | 'at'>,
): OrderEvent => ({ v: 1, type: eventTypes[status], orderId, number, status, version, at });

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** The short pick-up number of an order, such as `K-4172`: derived from its id, and not unique. */
export const pickupNumber = (orderId: string): string => {
  const bits = Number.parseInt(digest(orderId).slice(0, 12), 16);
  return `${LETTERS[bits % LETTERS.length]}-${String(Math.floor(bits / LETTERS.length) % 10_000).padStart(4, '0')}`;
};

/** An order's name in logs: the id itself is the customer's credential, and stays out of them. */
export const logName = (orderId: string): string => digest(orderId).slice(0, 12);

/** The same JSON value is the same text, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** SHA-256, in hex, of what the customer sent. */
export const requestHash = (request: unknown): string => digest(canonical(request));
