import { eventOf, isMade, logName, pickupNumber, requestHash, statuses } from '../../../lambda/order/lifecycle.ts';
import { aLine, anOrder } from '../../support/orders.ts';

const ids = Array.from({ length: 500 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);
const [first = '', second = ''] = ids;

describe('requestHash', () => {
  it('is a SHA-256 in hex', () => {
    expect(requestHash(anOrder())).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same whatever the order of the keys', () => {
    const line = { note: 'hot', quantity: 1, size: 'medium', item: 'latte' } as const;
    const shuffled = { lines: [line], customer: { email: 'ada@example.org', name: 'Ada Lovelace' } };
    expect(requestHash(shuffled)).toBe(requestHash(anOrder({ lines: [aLine({ note: 'hot' })] })));
  });

  it.each([
    ['another size', anOrder({ size: 'large' })],
    ['a tab', anOrder({ tab: 'table-7' })],
    ['another customer', anOrder({ customer: { name: 'Ada Lovelace', email: 'eve@example.org' } })],
    ['the same line twice', anOrder({ lines: [aLine(), aLine()] })],
    ['an empty list of extras', anOrder({ lines: [aLine({ extras: [] })] })],
  ])('is another for %s', (_what, order) => {
    expect(requestHash(order)).not.toBe(requestHash(anOrder()));
  });

  it('is another when the lines come in another order', () => {
    const [latte, tea] = [aLine(), aLine({ item: 'tea' })];
    expect(requestHash(anOrder({ lines: [latte, tea] }))).not.toBe(requestHash(anOrder({ lines: [tea, latte] })));
  });
});

describe('pickupNumber', () => {
  it('is a letter that cannot be taken for a digit, and four digits', () => {
    for (const id of ids) expect(pickupNumber(id)).toMatch(/^[A-HJ-NPR-Z]-\d{4}$/);
  });

  it('stays the same for the same order, from release to release', () => {
    expect(pickupNumber(first)).toBe(pickupNumber(first));
    expect(pickupNumber('7d0f6a52-6a0e-4d5e-9f55-3f8d5a0f1c11')).toBe('U-9524');
  });

  it('spreads over orders', () => {
    expect(new Set(ids.map(pickupNumber)).size).toBeGreaterThan(490);
  });
});

it('names an order in logs without its id, and each by a name of its own', () => {
  expect(logName(first)).toMatch(/^[0-9a-f]{12}$/);
  expect(logName(first)).not.toBe(logName(second));
  expect(first).not.toContain(logName(first));
});

it('counts an order as made once it is READY, and after that', () => {
  expect(statuses.filter(isMade)).toEqual(['READY', 'COLLECTED']);
});

it('tells of a transition without personal data', () => {
  const at = '2026-11-21T09:00:00.000Z';
  expect(eventOf('READY', { orderId: first, number: 'K-4172', version: 3, at })).toEqual({
    ...{ v: 1, type: 'order.ready', orderId: first, number: 'K-4172', status: 'READY', version: 3, at },
  });
});
