import type { AcceptedLine } from './line.ts';

/** The part of an order that a mail names. Long orders keep their lines in S3, so their mails omit them. */
export type MailedOrder = {
  readonly number: string;
  /** Callers pass whole orders. A mail names nothing of the customer. */
  readonly customer?: object;
  readonly lines?: readonly AcceptedLine[];
  readonly totalCents: number;
  readonly currency: string;
};

const wordings = {
  ready: { subject: 'is ready', news: 'is ready. You can collect it at the counter.' },
  cancelled: { subject: 'is cancelled', news: 'is cancelled. It will not be made.' },
  stuck: {
    subject: 'could not be made',
    news: 'could not be made. We are looking into it. Please ask at the counter.',
  },
} as const;

/** The news that customers are mailed. */
export type News = keyof typeof wordings;

/** A line without its note. */
const lineText = ({ quantity, item, size, extras = [] }: AcceptedLine): string =>
  `  ${quantity} × ${item}, ${size}${extras.length > 0 ? `, with ${extras.join(', ')}` : ''}`;

/**
 * The mail to a customer as plain text. Anyone can order to anyone's address, so it holds no text that a customer wrote: no name
 * and no note.
 */
export const writeMail = (news: News, order: MailedOrder): { readonly subject: string; readonly text: string } => {
  const { number, lines, totalCents, currency } = order;
  return {
    subject: `Order ${number} ${wordings[news].subject}`,
    text: [
      'Hello,',
      `your order ${number} ${wordings[news].news}`,
      lines ? lines.map(lineText).join('\n') : '  This order has too many lines to list here.',
      `Total: ${(totalCents / 100).toFixed(2)} ${currency}\n`,
    ].join('\n\n'),
  };
};
