import { headerOf, idempotencyKeyOf } from '../../../lambda/api/request.ts';
import { orderIdOfKey } from '../../../lambda/order/identity.ts';
import { apiRequest } from '../../support/api.ts';

const KEY = '8e03978e-40d5-43e8-bc93-6894a57f9324';
const V7 = '019a7f2c-1b2d-7e3f-8a4b-5c6d7e8f9a0b';
const keyed = (key: string) => idempotencyKeyOf(apiRequest({ headers: { 'Idempotency-Key': key } }));
const sameKey = { kind: 'order', orderId: orderIdOfKey(KEY) };

describe('an Idempotency-Key', () => {
  it.each([KEY, `"${KEY}"`, KEY.toUpperCase(), `"${KEY.toUpperCase()}"`, ` ${KEY} `, ` "${KEY}"\t`])(
    'names the same order as %j',
    (key) => {
      expect(keyed(key)).toEqual(sameKey);
    },
  );

  it('of version 7 names another order', () => {
    expect(keyed(`"${V7}"`)).toEqual({ kind: 'order', orderId: orderIdOfKey(V7) });
  });

  it.each([
    '',
    '"',
    '""',
    `"${KEY}`,
    `${KEY}"`,
    `""${KEY}""`,
    `" ${KEY}"`,
    `'${KEY}'`,
    `“${KEY}”`,
    `:${KEY}:`,
    `\\"${KEY}\\"`,
    `"${KEY}";a=1`,
    `"${KEY}", "${KEY}"`,
    `${KEY},${KEY}`,
    `{${KEY}}`,
    `urn:uuid:${KEY}`,
    `"${KEY}"\n"${KEY}"`,
    KEY.replace('-43e8', '-13e8'),
    KEY.replaceAll('-', ''),
    '00000000-0000-0000-0000-000000000000',
    'order-1',
    '__proto__',
    '👩'.repeat(100),
  ])('is malformed: %j', (key) => {
    const read = keyed(key);
    expect(read).toMatchObject({
      kind: 'malformed',
      detail: expect.stringMatching(/should be a UUID of version 4 or 7, got '/),
    });
    expect(JSON.stringify(read)).not.toMatch(/\\ud[89a-f]/);
  });

  it('is malformed if there are two', () => {
    const headers = { 'Idempotency-Key': KEY };
    const multiValueHeaders = { 'Idempotency-Key': [V7, KEY] };
    expect(idempotencyKeyOf(apiRequest({ headers, multiValueHeaders }))).toMatchObject({ kind: 'malformed' });
  });

  it('can be missing', () => {
    expect(idempotencyKeyOf(apiRequest())).toEqual({ kind: 'none' });
  });
});

describe('a header', () => {
  it.each([
    [{ headers: { 'X-A': 'one' } }, 'one'],
    [{ headers: { 'x-A': 'one', 'X-a': 'two' } }, 'one, two'],
    [{ headers: { 'X-A': 'two' }, multiValueHeaders: { 'X-A': ['one', 'two'] } }, 'one, two'],
    [{ headers: { 'X-A': 'one' }, multiValueHeaders: null }, 'one'],
    [{ headers: { 'X-A': 'one' }, multiValueHeaders: {} }, 'one'],
    [{ headers: { 'X-A': '' } }, ''],
    [{ headers: { 'X-A': undefined } }, undefined],
    [{ headers: {} }, undefined],
  ])('in %j is %j', (request, value) => {
    expect(headerOf(apiRequest(request), 'x-a')).toBe(value);
  });

  it('is missing if API Gateway passes null', () => {
    expect(headerOf(JSON.parse('{"headers":null,"multiValueHeaders":null}'), 'x-a')).toBeUndefined();
  });

  it('has no inherited name', () => {
    for (const name of ['constructor', '__proto__', 'tostring']) expect(headerOf(apiRequest(), name)).toBeUndefined();
  });
});
