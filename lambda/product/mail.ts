import type { OrderEvent, Status } from '../order/lifecycle.ts';
import type { OrderRecord } from '../order/record.ts';
import type { PlacedOrder } from '../order/request.ts';

/** What a customer is mailed. */
export type Receipt = { readonly subject: string; readonly text: string };

type Wording = {
  /** The statuses of a record that bear the event out. */
  readonly borneOutBy: readonly Status[];
  readonly subject: string;
  readonly news: string;
};

/** The events that customers are mailed of. */
const wordings: Partial<Record<OrderEvent['type'], Wording>> = {
  'order.ready': {
    borneOutBy: ['READY', 'COLLECTED'],
    subject: 'is ready',
    news: 'is ready. It waits for you at the counter.',
  },
  'order.cancelled': {
    borneOutBy: ['CANCELLED'],
    subject: 'is cancelled',
    news: 'is cancelled. It will not be made.',
  },
  'order.stuck': {
    borneOutBy: ['STUCK'],
    subject: 'could not be made',
    news: 'could not be made so far. We are looking into it; please ask at the counter.',
  },
};

/** The types of those events: nothing else need come this way. */
export const mailedTypes: readonly string[] = Object.keys(wordings);

/** A line without its note: that is for the barista, and a mail should carry no text that anyone could have made up. */
const lineText = ({ quantity, item, size, extras = [] }: PlacedOrder['lines'][number]): string =>
  `  ${quantity} × ${item}, ${size}${extras.length > 0 ? `, with ${extras.join(', ')}` : ''}`;

const price = (cents: number, currency: string): string => `${(cents / 100).toFixed(2)} ${currency}`;

/** Long orders keep their lines in S3: a receipt is not worth the way there. */
const linesText = (lines: PlacedOrder['lines'] | undefined): string =>
  lines ? lines.map(lineText).join('\n') : '  all that you ordered';

/**
 * The mail that an event asks for, as plain text; none when customers are not mailed of such events, or when the record no
 * longer bears it out. The subject holds nothing that a customer wrote.
 */
export const receiptOf = (record: OrderRecord, { type }: Pick<OrderEvent, 'type'>): Receipt | undefined => {
  const wording = wordings[type];
  if (!wording?.borneOutBy.includes(record.status)) return undefined;
  const { number, customer, lines, totalCents, currency } = record;
  return {
    subject: `Order ${number} ${wording.subject}`,
    text: [
      `Hello ${customer.name},`,
      `your order ${number} ${wording.news}`,
      linesText(lines),
      `Total: ${price(totalCents, currency)}\n`,
    ].join('\n\n'),
  };
};
