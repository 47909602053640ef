import { createHash } from 'node:crypto';
import { PermanentError } from '../../../lambda/errors.ts';
import {
  assertKeyOf,
  claimCheckKey,
  customerGroup,
  deduplicationId,
  identityOfKey,
  logName,
  orderIdOfKey,
  pickupNumber,
  requestHash,
  tabGroup,
} from '../../../lambda/order/identity.ts';
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

  it('is the same in every release, because a repeated request is compared with an old record', () => {
    const json = '{"a":[{"c":null,"d":1},"x"],"b":true}';
    const hash = createHash('sha256').update(json).digest('hex');
    expect(requestHash({ b: true, a: [{ d: 1, c: null }, 'x'] })).toBe(hash);
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

describe('the message groups and the deduplication id', () => {
  it('are the same in every release, because two releases run side by side during a deployment', () => {
    expect(tabGroup('table-7')).toBe('3b403bfb81883a3bc22d0e924f44dc47');
    expect(customerGroup('Ada@example.org')).toBe('cfe0');
    expect(deduplicationId({ orderId: first, requestHash: 'ab'.repeat(32) })).toBe(
      '4896669c95df2145fe80e2c56b25df35aa1c8a6028c2c3464861a9f125c3b4e7',
    );
  });
});

describe('orderIdOfKey', () => {
  it('is the same for one key in every release, and has the form of a version 8 UUID', () => {
    expect(orderIdOfKey('0192f4c8-7a61-7c5e-9b3d-2f1a0c4e6d58')).toBe('be42f392-abc2-8a28-ae47-84a22317cbc2');
    for (const id of ids)
      expect(orderIdOfKey(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('the key of a claim check', () => {
  const identity = { orderId: first, requestHash: 'ab'.repeat(32) };
  const key = `${first}/${'ab'.repeat(32)}`;

  it('names the order and its request', () => {
    expect(claimCheckKey(identity)).toBe(key);
    expect(identityOfKey(key)).toEqual(identity);
  });

  it.each([
    ['something before it', `x${key}`],
    ['something after it', `${key}0`],
    ['another order id', `order-1/${identity.requestHash}`],
    ['another hash', `${first}/ab`],
    ['nothing', ''],
  ])('names no order with %s', (_what, other) => {
    expect(identityOfKey(other)).toBeUndefined();
  });

  it('is refused for the body of another order or of another request', () => {
    expect(() => assertKeyOf(key, identity)).not.toThrow();
    for (const other of [
      { ...identity, orderId: second },
      { ...identity, requestHash: 'cd'.repeat(32) },
    ]) {
      expect(() => assertKeyOf(key, other)).toThrow(PermanentError);
      expect(() => assertKeyOf(key, other)).toThrow(
        expect.objectContaining({
          code: 'claim-check-mismatch',
          message: 'the body in S3 should have the order id and requestHash of its key, got another order',
        }),
      );
    }
  });
});
