import { eventTypes, type Status, statuses } from '../../../lambda/order/lifecycle.ts';
import { receiptOf } from '../../../lambda/product/mail.ts';
import { aLine, anOrder, aRecord } from '../../support/orders.ts';

const ready = { type: 'order.ready' } as const;

it('says what is ready, for whom, and what it comes to', () => {
  const lines = [
    aLine({ quantity: 2, extras: ['oat-milk', 'extra-shot'] }),
    aLine({ item: 'flat-white', size: 'small' }),
  ];
  const record = aRecord({ status: 'READY', request: anOrder({ lines }), number: 'K-4172' });
  expect(receiptOf(record, ready)).toEqual({
    subject: 'Order K-4172 is ready',
    text: `Hello Ada Lovelace,

your order K-4172 is ready. It waits for you at the counter.

  2 × latte, medium, with oat-milk, extra-shot
  1 × flat-white, small

Total: 14.10 EUR
`,
  });
});

it.each([
  ['order.cancelled', 'CANCELLED', 'Order K-4172 is cancelled', 'It will not be made.'],
  ['order.stuck', 'STUCK', 'Order K-4172 could not be made', 'please ask at the counter.'],
] as const)('says what %s means for the customer', (type, status, subject, text) => {
  const receipt = receiptOf(aRecord({ status, number: 'K-4172' }), { type });
  expect(receipt).toEqual({ subject, text: expect.stringContaining(text) });
});

it('says that it is for all that was ordered, where the lines of a long order stay in S3', () => {
  const { lines: _lines, ...record } = aRecord({ status: 'READY' });
  expect(receiptOf(record, ready)?.text).toContain('\n\n  all that you ordered\n\nTotal: 3.90 EUR\n');
});

it('is mailed only of what the record still bears out', () => {
  const mailed = Object.values(eventTypes).map((type): [string, Status[]] => [
    type,
    statuses.filter((status) => receiptOf(aRecord({ status }), { type })),
  ]);
  expect(Object.fromEntries(mailed)).toEqual({
    'order.preparing': [],
    'order.ready': ['READY', 'COLLECTED'],
    'order.cancelled': ['CANCELLED'],
    'order.collected': [],
    'order.stuck': ['STUCK'],
  });
});

it('takes no free text of anybody to an address that anybody may have given, the name aside', () => {
  const lines = [aLine({ note: 'win a prize at example.com' })];
  const customer = { name: 'Ada: Bcc', email: 'ada@example.org' };
  const receipt = receiptOf(aRecord({ status: 'READY', request: anOrder({ lines, customer }) }), ready);
  expect(receipt?.text).not.toContain('prize');
  expect(receipt?.subject).not.toContain('Ada');
});

it.each([
  [5, '0.05 EUR'],
  [100, '1.00 EUR'],
  [44_000_000, '440000.00 EUR'],
])('writes %i cents as %s', (totalCents, total) => {
  expect(receiptOf(aRecord({ status: 'READY', totalCents }), ready)?.text).toContain(`Total: ${total}\n`);
});
