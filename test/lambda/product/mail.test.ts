import { type MailedOrder, writeMail } from '../../../lambda/product/mail.ts';
import { aLine } from './lines.ts';

const anOrder = (varied: Partial<MailedOrder> = {}): MailedOrder => ({
  number: 'K-4172',
  lines: [aLine()],
  totalCents: 390,
  currency: 'EUR',
  ...varied,
});

it('names the order, the lines and the total', () => {
  const lines = [
    aLine({ quantity: 2, extras: ['oat-milk', 'extra-shot'] }),
    aLine({ item: 'flat-white', size: 'small' }),
  ];
  expect(writeMail('ready', anOrder({ lines, totalCents: 1410 }))).toEqual({
    subject: 'Order K-4172 is ready',
    text: `Hello,

your order K-4172 is ready. You can collect it at the counter.

  2 × latte, medium, with oat-milk, extra-shot
  1 × flat-white, small

Total: 14.10 EUR
`,
  });
});

it.each([
  ['cancelled', 'Order K-4172 is cancelled', 'It will not be made.'],
  ['stuck', 'Order K-4172 could not be made', 'Please ask at the counter.'],
] as const)('explains to the customer that an order is %s', (news, subject, text) => {
  expect(writeMail(news, anOrder())).toEqual({ subject, text: expect.stringContaining(text) });
});

it('names no lines if the lines of a long order are in S3', () => {
  const { lines: _lines, ...order } = anOrder();
  expect(writeMail('ready', order).text).toContain(
    '\n\n  This order has too many lines to list here.\n\nTotal: 3.90 EUR\n',
  );
});

it.each(['ready', 'cancelled', 'stuck'] as const)('holds no text of the customer: %s', (news) => {
  const customer = { name: 'You won: http://prize.example', email: 'ada@example.org' };
  const lines = [aLine({ note: 'You won: http://prize.example' })];
  const { subject, text } = writeMail(news, anOrder({ lines, customer }));
  expect(subject + text).not.toMatch(/won|prize|ada@/);
});

it.each([
  [5, '0.05 EUR'],
  [100, '1.00 EUR'],
  [44_000_000, '440000.00 EUR'],
])('writes %i cents as %s', (totalCents, total) => {
  expect(writeMail('ready', anOrder({ totalCents })).text).toContain(`Total: ${total}\n`);
});
