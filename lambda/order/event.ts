import * as v from 'valibot';
import { closed, oneLine, oneOf, parse, time } from '../parsing/schema.ts';
import { createDecode } from '../parsing/versions.ts';
import { eventTypes, type OrderEvent, statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';

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

/** Reads an event of `order-events` of any version ever shipped. */
export const decodeEvent = createDecode<OrderEvent>((input) => parse(v1Schema, input, { values: 'hidden' }));
