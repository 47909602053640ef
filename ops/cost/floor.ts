import type { Line, Step } from './usage.ts';

/** A cost that no design can avoid which keeps the promises, and why. */
type Necessity = { readonly step: Step; readonly what: string; readonly meter: Line['meter']; readonly why: string };

/** The API call, and the fewest writes, sends, publishes and invocations that the promises and a mail need. */
export const necessities: readonly Necessity[] = [
  { step: 'order', what: 'POST /orders', meter: 'api-call', why: 'the customer orders over the API' },
  { step: 'order', what: 'function cashier', meter: 'lambda-request', why: 'it checks the order' },
  { step: 'order', what: 'send orders', meter: 'queue-request', why: 'P1 and P5: the queue has the order' },
  { step: 'order', what: 'receive orders', meter: 'queue-request', why: 'the barista takes it' },
  { step: 'order', what: 'delete orders', meter: 'queue-request', why: 'the order is done' },
  { step: 'order', what: 'function barista', meter: 'lambda-request', why: 'the barista makes it' },
  { step: 'order', what: 'record PREPARING', meter: 'table-write', why: 'P2: one barista holds the order' },
  { step: 'order', what: 'record READY', meter: 'table-write', why: 'P1, P2 and P4: the order is final' },
  { step: 'order', what: 'event order.ready', meter: 'publish', why: 'P4: READY is announced' },
  { step: 'mail', what: 'receive receipts', meter: 'queue-request', why: 'the mail outlives an outage' },
  { step: 'mail', what: 'delete receipts', meter: 'queue-request', why: 'the mail is sent' },
  { step: 'mail', what: 'function receipts', meter: 'lambda-request', why: 'it mails the customer' },
  { step: 'mail', what: 'read of the record', meter: 'table-read', why: 'P7: an event has no address' },
];

const isOf = (line: Line, { step, what, meter }: Necessity): boolean =>
  line.step === step && line.what === what && line.meter === meter;

/** The most that a bill may be above the floor: the target. */
export const TARGET = 0.1;

/** The lines of the floor, and those above it. */
export const splitAtFloor = (lines: readonly Line[]) => ({
  floor: necessities.flatMap((necessity) => lines.filter((line) => isOf(line, necessity))),
  above: lines.filter((line) => !necessities.some((necessity) => isOf(line, necessity))),
});
