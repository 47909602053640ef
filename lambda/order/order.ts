import * as v from 'valibot';
import { drinkNames, extraNames, sizes } from './menu.ts';
import { closed, oneLine, oneOf, type Parsed, parse, time, wholeNumber } from './schema.ts';

export const MOST_LINES = 100;
export const MOST_OF_A_DRINK = 20;

// What every part of the e-mail's way takes: printable ASCII, one @, a domain with a dot. Deliverability shows in delivery.
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,63}$/i;
const TAB = /^[a-z0-9][a-z0-9-]{0,31}$/i;

const email = 'an e-mail address such as ada@example.org, of at most 254 characters';
const tab = 'a name such as table-7: 1 to 32 letters, digits and hyphens';
const lines = `a list of 1 to ${MOST_LINES} lines`;
const extras = `a list of different extras: ${extraNames.join(', ')}`;

const customerSchema = closed({
  name: oneLine(80),
  email: v.pipe(v.string(email), v.maxLength(254, email), v.regex(EMAIL, email)),
});

const lineSchema = closed({
  item: oneOf(drinkNames),
  size: oneOf(sizes),
  quantity: wholeNumber(1, MOST_OF_A_DRINK),
  extras: v.exactOptional(
    v.pipe(
      v.array(oneOf(extraNames), extras),
      v.check((names) => new Set(names).size === names.length, extras),
    ),
  ),
  note: v.exactOptional(oneLine(140)),
});

const requestSchema = closed({
  customer: customerSchema,
  lines: v.pipe(v.array(lineSchema, lines), v.minLength(1, lines), v.maxLength(MOST_LINES, lines)),
  tab: v.exactOptional(v.pipe(v.string(tab), v.regex(TAB, tab))),
});

/** An order as a customer sends it, checked against today's menu. */
export type OrderRequest = v.InferOutput<typeof requestSchema>;
export type OrderLine = OrderRequest['lines'][number];

/** Checks what a customer sent. Nothing of it is passed on that the schema does not name. */
export const parseRequest = (input: unknown): Parsed<OrderRequest> => parse(requestSchema, input, { values: 'shown' });

/** A line of an accepted order. Its names are whatever the menu held on the day it was accepted. */
const placedLineSchema = closed({
  item: oneLine(64),
  size: oneLine(64),
  quantity: wholeNumber(1, MOST_OF_A_DRINK),
  extras: v.exactOptional(v.array(oneLine(64), 'a list of extras')),
  note: v.exactOptional(oneLine(140)),
});

/** The fields of an order that never change once it is accepted, in messages and in the store. */
export const placedOrderEntries = {
  number: oneLine(16),
  customer: customerSchema,
  lines: v.pipe(v.array(placedLineSchema, lines), v.minLength(1, lines)),
  totalCents: v.pipe(v.number('cents'), v.safeInteger('cents'), v.minValue(0, 'cents')),
  currency: oneLine(3),
  tab: v.exactOptional(oneLine(32)),
  pickupAt: v.exactOptional(time),
} as const;

const placedOrderSchema = closed(placedOrderEntries);

/** An accepted order with its prices, as messages carry it and the store keeps it. */
export type PlacedOrder = v.InferOutput<typeof placedOrderSchema>;
export { placedOrderSchema };
