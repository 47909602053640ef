import * as v from 'valibot';
import { closed, oneLine, type Parsed, parse, time } from '../parsing/schema.ts';
import { acceptedLineSchema, requestLineSchema } from '../product/index.ts';
import { isPickupTime, MAX_HIDDEN_HOURS } from './pickup.ts';

export const MAX_LINES = 5000;

// What every mail system takes: printable ASCII, one @, a domain with a dot. Only delivery shows whether it is deliverable.
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,63}$/i;
const TAB = /^[a-z0-9][a-z0-9-]{0,31}$/i;

const email = 'an e-mail address such as ada@example.org, of at most 254 characters';
const tab = 'a name such as table-7, with 1 to 32 ASCII letters, digits and hyphens';
const pickupAt = 'an ISO 8601 time with a time zone, such as 2026-11-21T09:30:00Z';
const lines = `a list of 1 to ${MAX_LINES} lines`;
const cents = 'a whole number of cents';

const isIsoTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

const customerSchema = closed({
  name: oneLine(80),
  email: v.pipe(v.string(email), v.maxLength(254, email), v.regex(EMAIL, email)),
});

/** The schema of a request whose lines have this schema. */
const requestOf = <Line extends v.GenericSchema>(line: Line) =>
  closed({
    customer: customerSchema,
    lines: v.pipe(v.array(line, lines), v.minLength(1, lines), v.maxLength(MAX_LINES, lines)),
    tab: v.exactOptional(v.pipe(v.string(tab), v.regex(TAB, tab))),
    pickupAt: v.exactOptional(v.pipe(v.string(pickupAt), v.check(isIsoTime, pickupAt))),
  });
const requestSchema = requestOf(requestLineSchema);

/** An order as a customer sends it, checked against today's product. */
export type OrderRequest = v.InferOutput<typeof requestSchema>;

/** Only the rules that never change: an order that was accepted once passes them at any later time. */
const shapeSchema = requestOf(acceptedLineSchema);
export type OrderShape = v.InferOutput<typeof shapeSchema>;

/** Checks a customer's request by the rules that never change. */
export const parseShape = (input: unknown): Parsed<OrderShape> => parse(shapeSchema, input, { values: 'shown' });

/** Checks a customer's request by all rules. The result holds only fields that the schema names. */
export const parseRequest = (input: unknown, now: number): Parsed<OrderRequest> => {
  const parsed = parse(requestSchema, input, { values: 'shown' });
  if (parsed.kind === 'invalid' || parsed.value.pickupAt === undefined) return parsed;
  return checkPickup(parsed.value, parsed.value.pickupAt, now);
};

/** The rules that depend on the time, or on more than one field. */
const checkPickup = (request: OrderRequest, pickupAt: string, now: number): Parsed<OrderRequest> => {
  if (request.tab !== undefined)
    return pickupFault(`pickupAt should be absent if the order has a tab, got '${pickupAt}'`);
  if (isPickupTime(pickupAt, now)) return { kind: 'valid', value: request };
  return pickupFault(`pickupAt should be in the next ${MAX_HIDDEN_HOURS} hours, got '${pickupAt}'`);
};

const pickupFault = (detail: string): Parsed<OrderRequest> => ({
  kind: 'invalid',
  faults: [{ pointer: '/pickupAt', detail }],
});

/** The fields of an accepted order that never change, in messages and in the store. */
export const acceptedOrderEntries = {
  number: oneLine(16),
  customer: customerSchema,
  lines: v.pipe(v.array(acceptedLineSchema, lines), v.minLength(1, lines)),
  totalCents: v.pipe(v.number(cents), v.safeInteger(cents), v.minValue(0, cents)),
  currency: oneLine(3),
  tab: v.exactOptional(oneLine(32)),
  pickupAt: v.exactOptional(time),
} as const;

export const acceptedOrderSchema = closed(acceptedOrderEntries);

/** An accepted order with its prices, as messages carry it. */
export type AcceptedOrder = v.InferOutput<typeof acceptedOrderSchema>;

/** An order as the store keeps it. The lines of a long order stay in S3. */
export type StoredOrder = Omit<AcceptedOrder, 'lines'> & Partial<Pick<AcceptedOrder, 'lines'>>;

export const withoutLines = ({ lines: _lines, ...order }: AcceptedOrder): StoredOrder => order;
