import { costOf, type Line } from './usage.ts';

/** A way to pay less: what changes, what it saves, and what is lost. */
export type Measure = {
  readonly name: string;
  readonly change: string;
  readonly loses: string;
  /** `free`: nobody notices. `trade`: the promises hold, but something else is lost. */
  readonly kind: 'free' | 'trade';
  /** The lines that it changes, and the share of each that it saves. */
  readonly share: (line: Line) => number;
};

const whole =
  (...whats: readonly string[]) =>
  (line: Line) =>
    whats.includes(line.what) ? 1 : 0;
const isMeter = (line: Line, ...found: readonly Line['meter'][]): boolean => found.includes(line.meter);

/** REST calls cost 3.50 USD for a million, calls of an HTTP API 1.00. */
const HTTP_API_SAVES = 2.5 / 3.5;

export const measures: readonly Measure[] = [
  {
    name: 'One lane for waiting and ready orders',
    change: 'keep `boardKey` at READY; the board reads the status with the rows',
    loses: 'ready orders can hide waiting ones beyond the first 1,000 (decision 0006)',
    kind: 'trade',
    share: (line) => (line.what === 'record READY' && isMeter(line, 'index-write') ? 1 : 0),
  },
  {
    name: 'No record at the cashier',
    change: 'let the barista write the first record; the index write moves to its claim',
    loses: 'until then an order is not on the board, cannot be read or cancelled, and a repeated key sends it twice',
    kind: 'trade',
    share: (line) => (line.what === 'record PLACED' && isMeter(line, 'table-write') ? 1 : 0),
  },
  {
    name: 'No record of the mailed version',
    change: 'do not write `mailed`',
    loses: 'an event that SNS or SQS delivers twice is mailed twice',
    kind: 'trade',
    share: whole('attribute mailed'),
  },
  {
    name: 'No WAF',
    change: 'leave `addressRate` out of `lib/stages.ts`',
    loses: 'one address can use up the limits of the API',
    kind: 'trade',
    share: (line) => (isMeter(line, 'firewall-request') ? 1 : 0),
  },
  {
    name: 'No fair queue',
    change: 'send to `orders` without a message group',
    loses: 'a customer with many orders delays the others',
    kind: 'trade',
    share: (line) => (isMeter(line, 'fair-request') ? 1 : 0),
  },
  {
    name: 'No point-in-time recovery',
    change: 'turn it off in `lib/constructs/order-table.ts`',
    loses: 'the table cannot be restored',
    kind: 'trade',
    share: (line) => (isMeter(line, 'recovery-gb-month') ? 1 : 0),
  },
  {
    name: 'Eventually consistent reads for mails',
    change: 'read with half a unit in `receipts`, and retry an event that the record does not confirm',
    loses: 'a stale read delays the mail by a retry',
    kind: 'trade',
    share: (line) => (line.step === 'mail' && isMeter(line, 'table-read') ? 0.5 : 0),
  },
  {
    name: 'No event order.preparing',
    change: 'announce READY only',
    loses: 'subscribers do not see that an order has begun',
    kind: 'trade',
    share: whole('event order.preparing'),
  },
  {
    name: 'An HTTP API',
    change: 'replace the REST API',
    loses: 'WAF, API keys, usage plans, traces of the API and its own error answers',
    kind: 'trade',
    share: (line) => (isMeter(line, 'api-call') ? HTTP_API_SAVES : 0),
  },
];

/** What a measure saves of these lines, in USD for one order. */
export const savingOf = ({ share }: Measure, lines: readonly Line[]): number =>
  costOf(lines.map((line) => ({ ...line, quantity: line.quantity * share(line) })));

/** The measures that save something, the largest first. */
export const rankMeasures = (lines: readonly Line[]) =>
  measures
    .map((measure) => ({ ...measure, usd: savingOf(measure, lines) }))
    .filter(({ usd }) => usd > 0)
    .toSorted((a, b) => b.usd - a.usd);
