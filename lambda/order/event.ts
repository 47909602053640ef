import * as v from 'valibot';
import { decodeBody } from './decoding.ts';
import { eventTypes, type OrderEvent, statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';
import { closed, oneLine, oneOf, time } from './schema.ts';

const positive = 'a whole number from 1 up';

const v1Schema = closed({
  v: v.literal(1, '1'),
  type: oneOf(Object.values(eventTypes)),
  orderId: identityEntries.orderId,
  number: oneLine(16),
  status: oneOf(statuses),
  version: v.pipe(v.number(positive), v.safeInteger(positive), v.minValue(1, positive)),
  at: time,
});

/** Reads an event of `order-events`. Throws as `decodeBody` does. */
export const decodeEvent = (body: string): OrderEvent => decodeBody(body, { schema: v1Schema, newest: 1 });
