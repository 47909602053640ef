import * as v from 'valibot';
import { closed, oneLine, oneOf, parse, time } from '../parsing/schema.ts';
import { createDecode } from '../parsing/versions.ts';
import type { News } from '../product/index.ts';
import { type Status, statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';

/** The types of the events on `order-events`, by the status that the order has reached. */
export const eventTypes = {
  PREPARING: 'order.preparing',
  READY: 'order.ready',
  CANCELLED: 'order.cancelled',
  COLLECTED: 'order.collected',
  STUCK: 'order.stuck',
} as const satisfies Partial<Record<Status, string>>;
export type EventType = (typeof eventTypes)[keyof typeof eventTypes];

/** `{ v, type, orderId, number, status, version, at }`: no personal data, no lines. `at` is ISO 8601. */
export type OrderEvent = {
  readonly v: 1;
  readonly type: EventType;
  readonly orderId: string;
  readonly number: string;
  readonly status: Status;
  readonly version: number;
  readonly at: string;
};

/** The event that announces a recorded transition. */
export const eventOf = (
  status: keyof typeof eventTypes,
  { orderId, number, version, at }: Pick<OrderEvent, 'orderId' | 'number' | 'version' | 'at'>,
): OrderEvent => ({ v: 1, type: eventTypes[status], orderId, number, status, version, at });

type MailedEvent = { readonly news: News; readonly confirmedBy: readonly Status[] };

/** The events that customers are mailed about, and the statuses of the record that still confirm each. */
export const mailedEvents: Partial<Record<EventType, MailedEvent>> = {
  'order.ready': { news: 'ready', confirmedBy: ['READY', 'COLLECTED'] },
  'order.cancelled': { news: 'cancelled', confirmedBy: ['CANCELLED'] },
  'order.stuck': { news: 'stuck', confirmedBy: ['STUCK'] },
};

/** The types of these events: the queue `receipts` subscribes to them only. */
export const mailedEventTypes: readonly string[] = Object.keys(mailedEvents);

const positive = 'a whole number of at least 1';

const v1Schema = closed({
  v: v.literal(1, '1'),
  type: oneOf(Object.values(eventTypes)),
  orderId: identityEntries.orderId,
  number: oneLine(16),
  status: oneOf(statuses),
  version: v.pipe(v.number(positive), v.safeInteger(positive), v.minValue(1, positive)),
  at: time,
});

/** Decodes an event of any version ever shipped. */
export const decodeEvent = createDecode<OrderEvent>((input) => parse(v1Schema, input, { values: 'hidden' }));
