import { createHash, randomUUID } from 'node:crypto';
import { currency, samples, totalCents } from '../../../lambda/product/index.ts';

/** The message group of a tab. A message that a test sends itself is in order with those of the cashier. */
export const groupOf = (tab: string): string => createHash('sha256').update(tab).digest('hex').slice(0, 32);

/** A message as the cashier sends it, for a new order. A test names only the fields that it varies. */
export const aPlacedMessage = (fields: object = {}, order: object = {}) => ({
  v: 1,
  type: 'order.placed',
  orderId: randomUUID(),
  placedAt: new Date().toISOString(),
  requestHash: '0'.repeat(64),
  order: {
    number: 'K-4172',
    customer: { name: 'Ada', email: 'success+ada@simulator.amazonses.com' },
    lines: [samples.line],
    totalCents: totalCents([samples.line]),
    currency,
    ...order,
  },
  ...fields,
});
