import { ageText, bad, counted, fields, good, heading, printable } from '../printing/text.ts';
import type { Order } from './api.ts';

/** The end of an order's way at the bar. It may still be collected. */
const finalStatuses: readonly string[] = ['READY', 'COLLECTED', 'CANCELLED', 'STUCK'];
export const isFinal = (status: string): boolean => finalStatuses.includes(status);

/** Whether an order was made. */
export const isMade = (status: string): boolean => status === 'READY' || status === 'COLLECTED';

/** The status of an order. One that the cashier could not record has none yet. */
export const statusOf = ({ status = 'not recorded yet' }: Pick<Order, 'status'>): string => status;

/** An order for a reader. */
export const orderText = (order: Order): string => {
  const { orderId, number, customer, lines, totalCents, currency, tab, pickupAt, placedAt, updatedAt, failure } = order;
  return [
    heading(`${number}  ${statusText(statusOf(order))}`),
    fields([
      ['order', orderId],
      ['customer', `${customer.name} <${customer.email}>`],
      ['tab', tab],
      ['pick up', pickupAt],
      ['placed', timeText(placedAt)],
      ['updated', updatedAt === undefined ? undefined : timeText(updatedAt)],
      ['failure', failure && `${failure.code}: ${failure.message}`],
      ['total', `${(totalCents / 100).toFixed(2)} ${currency}`],
      ...linesText(lines),
    ]),
  ].join('\n');
};

export const statusText = (status: string): string => {
  if (status === 'STUCK') return bad(status);
  return isMade(status) ? good(status) : status;
};

/** A time, and how long ago it was. */
export const timeText = (time: string): string => `${time} (${ageText(ageOf(time))} ago)`;

/** The seconds since a time. */
export const ageOf = (time: string): number => Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));

const SHOWN_LINES = 5;

/** The first lines as JSON, because only the product knows their fields. */
const linesText = (lines: Order['lines']): (readonly [string, string])[] => {
  if (lines === undefined) return [];
  const shown = lines.slice(0, SHOWN_LINES).map((line, n) => ['line', n, printable(JSON.stringify(line))] as const);
  const rest = lines.length - shown.length;
  return [
    ...shown.map(([name, n, text]) => [`${name} ${n + 1}`, text] as const),
    ...(rest > 0 ? [['', `and ${counted(rest, 'more line')}`] as const] : []),
  ];
};
