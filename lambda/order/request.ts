import * as v from 'valibot';
import { closed, oneLine, oneOf, type Parsed, parse, time, wholeNumber } from '../parsing/schema.ts';
import { drinkNames, extraNames, sizes } from '../product/menu.ts';
import { isPickupTime, MOST_HOURS_AHEAD } from './pickup.ts';

export const MOST_LINES = 5000;
export const MOST_OF_A_DRINK = 20;

// What every part of the e-mail's way takes: printable ASCII, one @, a domain with a dot. Deliverability shows in delivery.
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,63}$/i;
const TAB = /^[a-z0-9][a-z0-9-]{0,31}$/i;

const email = 'an e-mail address such as ada@example.org, of at most 254 characters';
const tab = 'a name such as table-7: 1 to 32 letters, digits and hyphens';
const pickupAt = 'an ISO 8601 time with its zone, such as 2026-11-21T09:30:00Z';
const lines = `a list of 1 to ${MOST_LINES} lines`;
const extras = `a list of different extras: ${extraNames.join(', ')}`;

const isIsoTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

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

/** A request with lines of this kind. */
const requestOf = <Line extends v.GenericSchema>(line: Line) =>
  closed({
    customer: customerSchema,
    lines: v.pipe(v.array(line, lines), v.minLength(1, lines), v.maxLength(MOST_LINES, lines)),
    tab: v.exactOptional(v.pipe(v.string(tab), v.regex(TAB, tab))),
    pickupAt: v.exactOptional(v.pipe(v.string(pickupAt), v.check(isIsoTime, pickupAt))),
  });
const requestSchema = requestOf(lineSchema);

/** An order as a customer sends it, checked against today's menu. */
export type OrderRequest = v.InferOutput<typeof requestSchema>;
export type OrderLine = OrderRequest['lines'][number];

/** A line of an accepted order. Its names are whatever the menu held on the day it was accepted. */
const placedLineSchema = closed({
  item: oneLine(64),
  size: oneLine(64),
  quantity: wholeNumber(1, MOST_OF_A_DRINK),
  extras: v.exactOptional(v.array(oneLine(64), 'a list of extras')),
  note: v.exactOptional(oneLine(140)),
});

/** A request but for the rules that change with the menu and with time: what was accepted once is one for ever. */
const shapeSchema = requestOf(placedLineSchema);
export type OrderShape = v.InferOutput<typeof shapeSchema>;

/** Checks what a customer sent by the rules that never change. */
export const parseShape = (input: unknown): Parsed<OrderShape> => parse(shapeSchema, input, { values: 'shown' });

const fault = (pointer: string, detail: string): Parsed<OrderRequest> => ({
  kind: 'invalid',
  faults: [{ pointer, detail }],
});

/** The rules that depend on the time, or on more than one field. */
const checkPickup = (request: OrderRequest, now: number): Parsed<OrderRequest> => {
  const { tab, pickupAt } = request;
  if (pickupAt === undefined) return { kind: 'valid', value: request };
  if (tab !== undefined)
    return fault('/pickupAt', `pickupAt should not be there with a tab, which is made in order, got '${pickupAt}'`);
  if (isPickupTime(pickupAt, now)) return { kind: 'valid', value: request };
  return fault('/pickupAt', `pickupAt should be at most ${MOST_HOURS_AHEAD} hours ahead, and ahead, got '${pickupAt}'`);
};

/** Checks what a customer sent. Nothing of it is passed on that the schema does not name. */
export const parseRequest = (input: unknown, now: number): Parsed<OrderRequest> => {
  const parsed = parse(requestSchema, input, { values: 'shown' });
  return parsed.kind === 'valid' ? checkPickup(parsed.value, now) : parsed;
};

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

/** An order as the store keeps it: without its lines where there are so many that they stay in S3. */
export type StoredOrder = Omit<PlacedOrder, 'lines'> & Partial<Pick<PlacedOrder, 'lines'>>;

export const withoutLines = ({ lines: _lines, ...order }: PlacedOrder): StoredOrder => order;
