import { randomUUID } from 'node:crypto';
import { createCashier } from '../../../lambda/cashier/cashier.ts';
import { samples } from '../../../lambda/product/index.ts';
import { totalCents } from '../../../lambda/product/line.ts';
import { drinkNames, drinks, extraNames, extras, sizes } from '../../../lambda/product/menu.ts';
import { bodyOf, postOrder } from '../../support/api.ts';
import { aLine } from './lines.ts';

it('charges a drink by its size', () => {
  for (const item of drinkNames)
    for (const size of sizes) expect(totalCents([aLine({ item, size })])).toBe(drinks[item][size]);
});

it('adds each extra to the price of the drink', () => {
  for (const extra of extraNames) expect(totalCents([aLine({ extras: [extra] })])).toBe(390 + extras[extra]);
});

it('multiplies the drink and its extras by the quantity', () => {
  const line = aLine({ item: 'mocha', size: 'large', quantity: 3, extras: ['extra-shot', 'whipped-cream'] });
  expect(totalCents([line])).toBe(3 * (480 + 80 + 70));
});

it('adds up the lines', () => {
  expect(totalCents([aLine(), aLine({ item: 'tea', size: 'small', quantity: 2 })])).toBe(390 + 2 * 240);
});

it('adds nothing for an empty list of extras', () => {
  expect(totalCents([aLine({ extras: [] })])).toBe(390);
});

it('charges 9 euros for two medium lattes with oat milk at the cashier', async () => {
  const lines = [aLine({ quantity: 2, extras: ['oat-milk'] })];
  const cashier = createCashier({
    queue: { send: async () => ({ lines: 'in-message', messageId: 'message-1' }) },
    store: { read: async () => undefined, place: async () => ({ kind: 'placed' }) },
    now: Date.now,
    newOrderId: randomUUID,
    log: () => undefined,
  });
  expect(bodyOf(await cashier(postOrder({ ...samples.request, lines })))).toMatchObject({
    totalCents: 900,
    currency: 'EUR',
  });
});
