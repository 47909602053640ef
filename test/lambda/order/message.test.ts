import { PermanentError, TransientError } from '../../../lambda/errors.ts';
import { decode, versions } from '../../../lambda/order/message.ts';
import { samples } from '../../../lambda/product/index.ts';
import { aMessage, anOrder, anotherOrder } from '../../support/orders.ts';

const thrownBy = (body: string): unknown => {
  try {
    decode(body);
  } catch (error) {
    return error;
  }
  return 'nothing';
};

/** The body of a good message, with these fields replaced. */
const bodyWith = (fields: object) => JSON.stringify({ ...aMessage(), ...fields });
const orderWith = (fields: object) => bodyWith({ order: { ...aMessage().order, ...fields } });

it.each([
  ['an order', aMessage()],
  ['an order on a tab', aMessage({ request: anOrder({ tab: 'table-7' }) })],
  ['every optional field of a line', aMessage({ request: anotherOrder() })],
])('decodes a written message: %s', (_what, message) => {
  expect(decode(JSON.stringify(message))).toEqual(message);
});

it('decodes an order with a line that is no longer sold', () => {
  const lines = [samples.retiredLine];
  expect(decode(orderWith({ lines }))).toMatchObject({ order: { lines } });
});

it.each(['You won: http://prize.example', '\u200b', 'ada@example.org', '𠮷'.repeat(80)])(
  'decodes an order with a name by the rules of an earlier release or of another producer: %j',
  (text) => {
    const customer = { name: text, email: 'ada@example.org' };
    expect(decode(orderWith({ customer }))).toMatchObject({ order: { customer } });
  },
);

it.each([
  ['smuggled', bodyWith({ smuggled: true })],
  ['__proto__', JSON.stringify(aMessage()).replace('{', '{"__proto__":{},')],
])('refuses an unknown field, and does not name it: %s', (name, body) => {
  const error = thrownBy(body);
  expect(error).toMatchObject({ code: 'malformed', message: expect.stringContaining('no fields other than') });
  expect(String(error)).not.toContain(name);
});

describe('refuses a malformed field, and names its pointer', () => {
  it.each([
    ['/type', bodyWith({ type: 'order.shipped' })],
    ['/orderId', bodyWith({ orderId: 'order-1' })],
    ['/placedAt', bodyWith({ placedAt: '2026-11-21 09:00' })],
    ['/placedAt', bodyWith({ placedAt: '2026-11-21T09:00:00Z' })],
    ['/requestHash', bodyWith({ requestHash: 'A'.repeat(64) })],
    ['/order', bodyWith({ order: 'one order' })],
    ['/order/totalCents', orderWith({ totalCents: -1 })],
    ['/order/totalCents', orderWith({ totalCents: 3.9 })],
    ['/order/lines', orderWith({ lines: [] })],
    ['/order/lines/0', orderWith({ lines: ['one line'] })],
    ['/order/customer/email', orderWith({ customer: { name: 'Ada', email: 'ada' } })],
    ['/order/number', orderWith({ number: undefined })],
  ])('%s', (pointer, body) => {
    const error = thrownBy(body);
    expect(error).toBeInstanceOf(PermanentError);
    const onlyFault = expect.stringMatching(new RegExp(`^${pointer}: [^;]*$`));
    expect(error).toMatchObject({ code: 'malformed', message: onlyFault });
  });
});

it.each([0, '1', 1.5])('refuses a version that is no whole number of at least 1: %j', (version) => {
  const error = thrownBy(bodyWith({ v: version }));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({
    code: 'malformed',
    message: expect.stringContaining(`/v: v should be ${versions.length}`),
  });
});

it.each([
  [{ type: 'order.shipped' }, "/type: type should be 'order.placed'"],
  [{ orderId: 1 }, '/orderId: orderId should be a UUID'],
  [{ requestHash: 'ab' }, '/requestHash: requestHash should be a SHA-256 in hex'],
  [{ placedAt: 'today' }, '/placedAt: placedAt should be an ISO 8601 time in UTC with milliseconds'],
])('names the expected value of a malformed field: %j', (fields, message) => {
  expect(thrownBy(bodyWith(fields))).toMatchObject({ message });
});

it.each([
  [{ totalCents: -1 }, '/order/totalCents: totalCents should be a whole number of cents'],
  [{ totalCents: 3.9 }, '/order/totalCents: totalCents should be a whole number of cents'],
  [{ totalCents: '390' }, '/order/totalCents: totalCents should be a whole number of cents'],
  [{ lines: [] }, '/order/lines: lines should be a list of 1 to 5000 lines'],
  [{ lines: 'none' }, '/order/lines: lines should be a list of 1 to 5000 lines'],
  [{ number: 'K'.repeat(17) }, '/order/number: number should be 1 to 16 characters on one line'],
  [{ currency: 'EURO' }, '/order/currency: currency should be 1 to 3 characters on one line'],
  [{ tab: 't'.repeat(33) }, '/order/tab: tab should be 1 to 32 characters on one line'],
  [{ pickupAt: 'soon' }, '/order/pickupAt: pickupAt should be an ISO 8601 time in UTC with milliseconds'],
])('names the expected value of a malformed field of the order: %j', (fields, message) => {
  expect(thrownBy(orderWith(fields))).toMatchObject({ message });
});

it('decodes an order that costs nothing', () => {
  expect(decode(orderWith({ totalCents: 0 }))).toMatchObject({ order: { totalCents: 0 } });
});

it('separates the faults of two fields', () => {
  expect(thrownBy(bodyWith({ orderId: 1, requestHash: 2 }))).toMatchObject({
    message: '/orderId: orderId should be a UUID; /requestHash: requestHash should be a SHA-256 in hex',
  });
});

it('reports every pointer, and no value that a customer sent', () => {
  const customer = { name: 'Secret\nName', email: 'secret at example.org' };
  const error = thrownBy(orderWith({ customer, tab: 7 }));
  expect(error).toMatchObject({
    message: expect.stringMatching(/\/order\/customer\/name: .*\/order\/customer\/email: .*\/order\/tab: /),
  });
  expect(String(error)).not.toMatch(/secret/i);
});

it.each(['', 'one order, please', '{"v":1', 'undefined'])('refuses text that is not JSON: %j', (body) => {
  const error = thrownBy(body);
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code: 'not-json', message: 'the body should be JSON, got text that is not JSON' });
});

it.each(['null', '[]', '1', '"v"'])('refuses JSON that is not a message: %s', (body) => {
  const error = thrownBy(body);
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code: 'malformed', message: expect.stringMatching(/^: the body should be an object/) });
});

it('fails temporarily if the version is newer, without a check of the other fields', () => {
  const error = thrownBy(JSON.stringify({ v: 99, kind: 'placed' }));
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: 'newer-version', message: `v should be at most ${versions.length}, got 99` });
});
