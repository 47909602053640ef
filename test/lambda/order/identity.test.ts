import { boardKeyOf, boardKeys, logName, pickupNumber, requestHash } from '../../../lambda/order/identity.ts';
import { samples } from '../../../lambda/product/index.ts';
import { anOrder, anotherOrder } from '../../support/orders.ts';

const ids = Array.from({ length: 500 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);
const [first = '', second = ''] = ids;

describe('requestHash', () => {
  it('is a SHA-256 in hex', () => {
    expect(requestHash(anOrder())).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not depend on the order of the keys', () => {
    const line = Object.fromEntries(Object.entries(samples.fullLine).reverse());
    const shuffled = { lines: [line], customer: { email: 'ada@example.org', name: 'Ada Lovelace' } };
    expect(Object.keys(line)).not.toEqual(Object.keys(samples.fullLine));
    expect(requestHash(shuffled)).toBe(requestHash(anotherOrder()));
  });

  it.each([
    ['another line', anotherOrder()],
    ['a tab', anOrder({ tab: 'table-7' })],
    ['another customer', anOrder({ customer: { name: 'Ada Lovelace', email: 'eve@example.org' } })],
    ['the same line twice', anOrder({ lines: [samples.line, samples.line] })],
  ])('differs for %s', (_what, order) => {
    expect(requestHash(order)).not.toBe(requestHash(anOrder()));
  });

  it('differs if the lines have another order', () => {
    const { line, fullLine } = samples;
    expect(requestHash(anOrder({ lines: [line, fullLine] }))).not.toBe(
      requestHash(anOrder({ lines: [fullLine, line] })),
    );
  });
});

describe('pickupNumber', () => {
  it('is a letter that does not look like a digit, and four digits', () => {
    for (const id of ids) expect(pickupNumber(id)).toMatch(/^[A-HJ-NPR-Z]-\d{4}$/);
  });

  it('is the same for one order in every release', () => {
    expect(pickupNumber(first)).toBe(pickupNumber(first));
    expect(pickupNumber('7d0f6a52-6a0e-4d5e-9f55-3f8d5a0f1c11')).toBe('U-9524');
  });

  it('rarely repeats', () => {
    expect(new Set(ids.map(pickupNumber)).size).toBeGreaterThan(490);
  });
});

it('gives each order a different log name, which does not contain its id', () => {
  expect(logName(first)).toMatch(/^[0-9a-f]{12}$/);
  expect(logName(first)).not.toBe(logName(second));
  expect(first).not.toContain(logName(first));
});

describe('boardKeyOf', () => {
  const orderIds = ids.slice(0, 400);

  it('gives every order a partition that the board reads', () => {
    for (const id of orderIds) expect(boardKeys).toContain(boardKeyOf(id));
  });

  it('spreads orders evenly over the partitions', () => {
    const counts = boardKeys.map((key) => orderIds.filter((id) => boardKeyOf(id) === key).length);
    expect(counts).toEqual(boardKeys.map(() => orderIds.length / boardKeys.length));
  });
});
