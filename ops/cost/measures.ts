import { RECORD_RETENTION_DAYS } from '../../lambda/order/lifecycle.ts';
import { costOf, type Line } from './usage.ts';

/** A way to pay less that the project does not take: what changes, what it saves, and what is lost. The promises hold. */
export type Measure = {
  readonly name: string;
  readonly change: string;
  readonly loses: string;
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
/** Provisioned write units cost 0.00065 USD an hour, from memory. At 70 % use that is 0.258 USD for a million writes, in place of 0.625. */
const PROVISIONED_SAVES = 1 - ((0.00065 / 3600) * 1_000_000) / 0.7 / 0.625;
/** Nine of ten lines of a batch, each with about 115 bytes that Lambda adds to 100 of ours. */
const ENVELOPE_SAVES = (0.9 * 115) / 215;
/** 51 of 234 bytes. */
const MESSAGE_ID_SHARE = 51 / 234;
/** A record outlives its message, which its queues retain for 24 days. */
const SHORT_RETENTION_SAVES = 1 - 30 / RECORD_RETENTION_DAYS;

export const measures: readonly Measure[] = [
  {
    name: 'Provisioned capacity at a steady load',
    change: 'provision the writes of the table and the index, and use 70 % of them',
    loses:
      'a peak above the provision waits in the queues, and unused capacity costs the same; the floor gets cheaper, too',
    share: (line) => (isMeter(line, 'table-write', 'index-write') ? PROVISIONED_SAVES : 0),
  },
  {
    name: 'One line for a batch',
    change: 'write `order.ready` and `receipt.mailed` once for a batch',
    loses: 'the metrics of orders and their times: a metric filter cannot count within a line',
    share: (line) =>
      line.what === 'log line order.ready' || line.what === 'log line receipt.mailed' ? ENVELOPE_SAVES : 0,
  },
  {
    name: 'No message id in order.placed',
    change: 'leave `messageId` out of the line',
    loses: 'the only link from an unreadable dead letter to its order',
    share: (line) => (line.what === 'log line order.placed' ? MESSAGE_ID_SHARE : 0),
  },
  {
    name: 'Records for 30 days',
    change: 'lower the retention in `lambda/order/lifecycle.ts` from 60 to 30 days',
    loses: 'the second month in which an order can be read and its idempotency key is known',
    share: (line) => (isMeter(line, 'table-gb-month', 'recovery-gb-month') ? SHORT_RETENTION_SAVES : 0),
  },
  {
    name: 'One lane for waiting and ready orders',
    change: 'keep `boardKey` at READY; the board reads the status with the rows',
    loses:
      'ready orders can hide waiting ones beyond the first 1,000 (decision 0006); a lane in the sort key or in a second index costs as many writes',
    share: (line) => (line.what === 'record READY' && isMeter(line, 'index-write') ? 1 : 0),
  },
  {
    name: 'No record at the cashier',
    change: 'let the barista write the first record; the index write moves to its claim',
    loses:
      'until the claim, an order is not on the board and cannot be read or cancelled, and a repeated key sends it twice',
    share: (line) => (line.what === 'record PLACED' && isMeter(line, 'table-write') ? 1 : 0),
  },
  {
    name: 'No record of the mailed version',
    change: 'do not write `mailed`',
    loses:
      'an event that is delivered twice is mailed twice; written before the mail, a crash would lose the mail; with a later transition, it would come too late',
    share: whole('attribute mailed'),
  },
  {
    name: 'No WAF',
    change: 'leave `addressRate` out of `lib/stages.ts`',
    loses: 'one address can use up the limits of the API',
    share: (line) => (isMeter(line, 'firewall-request') ? 1 : 0),
  },
  {
    name: 'No fair queue',
    change: 'send to `orders` and `pickups` without a message group',
    loses: 'a customer with many orders delays the others',
    share: (line) => (isMeter(line, 'fair-request') ? 1 : 0),
  },
  {
    name: 'No point-in-time recovery',
    change: 'turn it off in `lib/constructs/order-table.ts`',
    loses: 'the table cannot be restored',
    share: (line) => (isMeter(line, 'recovery-gb-month') ? 1 : 0),
  },
  {
    name: 'Eventually consistent reads for mails',
    change:
      'use eventually consistent reads (half a unit) in `receipts`, and retry an event that the record does not confirm',
    loses: 'a stale read delays the mail by a retry',
    share: (line) => (line.step === 'mail' && isMeter(line, 'table-read') ? 0.5 : 0),
  },
  {
    name: 'No event order.preparing',
    change: 'announce READY only, in a stage whose subscribers want no other event',
    loses: 'subscribers that need this event later; the function does not know the filter policies',
    share: whole('event order.preparing'),
  },
  {
    name: 'An HTTP API',
    change: 'replace the REST API',
    loses: 'WAF, API keys, usage plans, traces of the API and its own error answers',
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
