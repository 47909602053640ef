import * as v from 'valibot';
import { closed, oneLine, type Parsed, parse, time, type Values } from '../parsing/schema.ts';
import { millisecondsOf } from '../parsing/time.ts';
import { acceptedLineSchema, requestLineSchema } from '../product/index.ts';
import { nameSchema } from './name.ts';
import { fieldOfQueue, type OptionalQueue } from './optional-queues.ts';
import { isPickupTime, MAX_HIDDEN_HOURS } from './pickup.ts';

export const MAX_LINES = 5000;

// What every mail system takes. Only delivery shows whether an address is deliverable.
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const NO_EMPTY_LABEL = /@(?!.*\.\.)/;
const TAB = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;

const email =
  'an e-mail address such as ada@example.org, of at most 254 characters: 1 to 64 letters (A to Z), digits or ' +
  ".!#$%&'*+/=?^_`{|}~- before one @, then a domain with a dot (one in another script as in example.xn--p1ai)";
const tab = 'a name such as table-7: 1 to 32 letters (A to Z), digits and hyphens, and no hyphen first';
const pickupAt =
  'an RFC 3339 time with its zone, such as 2026-11-21T09:30:00Z or 2026-11-21T10:30+01:00 (its seconds can be missing)';
const lines = `a list of 1 to ${MAX_LINES} lines`;
const cents = 'a whole number of cents';

const emailSchema = v.pipe(v.string(email), v.maxLength(254, email), v.regex(EMAIL, email));
const oneFault = { abortPipeEarly: true } as const;
const requestEmailSchema = v.config(v.pipe(emailSchema, v.regex(NO_EMPTY_LABEL, email)), oneFault);
export const customerSchema = closed({ name: nameSchema, email: requestEmailSchema });

/** Messages and records hold names and addresses by the rules of earlier releases, and of other producers. */
export const acceptedCustomerSchema = closed({ name: oneLine(80), email: emailSchema });

/** The schema of a request whose customer and lines have these schemas. */
const requestOf = <Customer extends v.GenericSchema, Line extends v.GenericSchema>(customer: Customer, line: Line) =>
  closed({
    customer,
    lines: v.pipe(v.array(line, lines), v.minLength(1, lines), v.maxLength(MAX_LINES, lines)),
    tab: v.exactOptional(v.pipe(v.string(tab), v.regex(TAB, tab))),
    pickupAt: v.exactOptional(
      v.pipe(
        v.string(pickupAt),
        v.check((text) => !Number.isNaN(millisecondsOf(text)), pickupAt),
        v.metadata({ format: 'date-time' }),
      ),
    ),
  });

/** A request by all rules but those that depend on the time, or on more than one field. */
export const requestSchema = requestOf(customerSchema, requestLineSchema);

/** An order as a customer sends it, checked against today's product. */
export type OrderRequest = v.InferOutput<typeof requestSchema>;

/** Only the rules that never change: an order that was accepted once passes them at any later time. */
const shapeSchema = requestOf(acceptedCustomerSchema, acceptedLineSchema);
export type OrderShape = v.InferOutput<typeof shapeSchema>;

/** Checks a customer's request by the rules that never change. */
export const parseShape = (input: unknown): Parsed<OrderShape> => parse(shapeSchema, input, { values: 'shown' });

export type RequestRules = {
  /** `hidden` keeps received values out of faults that are stored (P7). @default shown */
  readonly values?: Values;
  /** The shop has no queue for requests with the fields of these queues. @default every field has its queue */
  readonly without?: readonly OptionalQueue[];
};

/** Checks a customer's request by all rules. The result holds only fields that the schema names. */
export const parseRequest = (
  input: unknown,
  now: number,
  { values = 'shown', without = [] }: RequestRules = {},
): Parsed<OrderRequest> => {
  const parsed = parse(requestSchema, input, { values });
  if (parsed.kind === 'invalid') return parsed;
  const { pickupAt } = parsed.value;
  const got = (value: string): string => (values === 'shown' ? `, got '${value}'` : '');
  const faults = without.flatMap((queue) => {
    const field = fieldOfQueue[queue];
    const value = parsed.value[field];
    const detail = `${field} should be absent, because this shop has no ${queue}`;
    return value === undefined ? [] : [{ pointer: `/${field}`, detail: `${detail}${got(value)}` }];
  });
  if (faults.length > 0) return { kind: 'invalid', faults };
  return pickupAt === undefined ? parsed : checkPickup(parsed.value, pickupAt, { now, got: got(pickupAt) });
};

type PickupCheck = { readonly now: number; readonly got: string };

/** The rules that depend on the time, or on more than one field. */
const checkPickup = (request: OrderRequest, pickupAt: string, { now, got }: PickupCheck): Parsed<OrderRequest> => {
  if (request.tab !== undefined) return pickupFault(`pickupAt should be absent if the order has a tab${got}`);
  if (isPickupTime(pickupAt, now)) return { kind: 'valid', value: request };
  return pickupFault(`pickupAt should be in the next ${MAX_HIDDEN_HOURS} hours${got}`);
};

const pickupFault = (detail: string): Parsed<OrderRequest> => ({
  kind: 'invalid',
  faults: [{ pointer: '/pickupAt', detail }],
});

/** The fields of an accepted order that never change, in messages and in the store. */
export const acceptedOrderEntries = {
  number: oneLine(16),
  customer: acceptedCustomerSchema,
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
