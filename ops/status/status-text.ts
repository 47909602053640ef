import { ageText, bad, countedTo, fields, good, heading, table } from '../printing/text.ts';
import { MAX_COUNTED, type OrderSummary, type OrdersStatus, type QueueStatus, type Status } from './read-status.ts';
import type { Reason } from './reasons.ts';

/** The state of a shop for a reader, in 80 columns. */
export const statusText = (
  { name, url }: { readonly name: string; readonly url: string },
  { queues, orders }: Status,
  reasons: readonly Reason[],
): string =>
  [
    [reasons.length === 0 ? good(`${name} is well`) : bad(`${name} is NOT WELL`), url].join('\n'),
    ...(reasons.length === 0 ? [] : [fields(reasons.map(({ code, text }) => [code, text]))]),
    queuesText(queues),
    ordersText(orders),
    ...(orders.stuck && orders.stuck.newest.length > 0 ? [stuckText(orders.stuck.newest)] : []),
  ].join('\n\n');

const UNKNOWN = '?';

const queuesText = (queues: readonly QueueStatus[]): string =>
  table(
    ['QUEUE', 'VISIBLE', 'IN FLIGHT', 'DELAYED', 'DEAD LETTERS', 'MAPPING'],
    queues.map(({ name, visible, inFlight, delayed, deadLetters, mapping = UNKNOWN }) => [
      name,
      ...[visible, inFlight, delayed, deadLetters].map((count) => count ?? UNKNOWN),
      mapping,
    ]),
  );

const ordersText = ({ waiting, ready, stuck }: OrdersStatus): string =>
  fields([
    ['waiting', totalText(waiting)],
    ['oldest waiting', waiting?.oldest && summaryText(waiting.oldest)],
    ['ready', totalText(ready)],
    ['stuck', totalText(stuck)],
  ]);

const totalText = (lane: { readonly total: number } | undefined): string =>
  lane ? countedTo(MAX_COUNTED, lane.total, 'order') : UNKNOWN;

const summaryText = ({ number, status, ageSeconds }: OrderSummary): string =>
  `${number}  ${status}  ${ageText(ageSeconds)}`;

const stuckText = (orders: readonly OrderSummary[]): string =>
  [
    heading('The newest stuck orders:'),
    table(
      ['NUMBER', 'AGE', 'REASON'],
      orders.map(({ number, ageSeconds, failure }) => [number, ageText(ageSeconds), failure?.code ?? '']),
    ),
  ].join('\n');
