import { parseRequest } from '../../../lambda/order/request.ts';
import { samples } from '../../../lambda/product/index.ts';
import { anOrder } from '../../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const parse = (input: unknown) => parseRequest(input, NOW);

const parsed = (json: string) => parse(JSON.parse(json));

/** The JSON of an object with one more field. An object literal cannot hold a field named `__proto__`. */
const withField = (object: object, name: string, value: unknown) =>
  `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** Refused for this fault only. */
const refusedAt = (pointer: string, got: string) => ({
  kind: 'invalid',
  faults: [{ pointer, detail: expect.stringContaining(got) }],
});

/** A field that is not in the schema. */
const unknownAt = (pointer: string) => refusedAt(pointer, `, got '${pointer.split('/').at(-1)}'`);

/** Text that the schema of its field refuses. */
const badTextAt = (pointer: string, text: string) =>
  refusedAt(pointer, `, got '${JSON.stringify(text).slice(1, -1).slice(0, 20)}`);

it('accepts the order without what the other tests add to it', () => {
  expect(parsed(JSON.stringify(anOrder()))).toEqual({ kind: 'valid', value: anOrder() });
});

describe('refuses the unknown field', () => {
  it.each(['totalCents', 'price', 'number', 'status', 'orderId', 'currency', 'pickup', ...inherited])(
    '%s of an order',
    (name) => {
      expect(parsed(withField(anOrder(), name, 1))).toEqual(unknownAt(`/${name}`));
    },
  );

  it.each(['price', 'cents', 'totalCents', 'discount', ...inherited])('%s of a line', (name) => {
    const line = withField(samples.line, name, 1);
    expect(parsed(`{"customer":${JSON.stringify(anOrder().customer)},"lines":[${line}]}`)).toEqual(
      unknownAt(`/lines/0/${name}`),
    );
  });

  it.each(['isAdmin', ...inherited])('%s of a customer', (name) => {
    const customer = withField(anOrder().customer, name, {});
    expect(parsed(`{"customer":${customer},"lines":[${JSON.stringify(samples.line)}]}`)).toEqual(
      unknownAt(`/customer/${name}`),
    );
  });
});

it('refuses an order whose fields are all inside __proto__', () => {
  expect(parsed(`{"__proto__":${JSON.stringify(anOrder())}}`)).toMatchObject({
    kind: 'invalid',
    faults: [{ pointer: '/customer' }, { pointer: '/lines' }, { pointer: '/__proto__' }],
  });
});

describe('refuses text that is not one printable line:', () => {
  it.each([
    ['a line feed', 'Ada\nBcc: eve@example.org'],
    ['a carriage return', 'Ada\rEve'],
    ['a tab character', 'Ada\tEve'],
    ['a line separator', 'Ada\u2028Eve'],
    ['a paragraph separator', 'Ada\u2029Eve'],
    ['a next line', 'Ada\u0085Eve'],
    ['a null', 'Ada\u0000'],
    ['a right-to-left override', 'Ada\u202Eeve'],
    ['half of a surrogate pair', 'Ada\uD83D'],
    ['a noncharacter', 'Ada\uFFFE'],
  ])('%s in a name', (_what, text) => {
    const { email } = anOrder().customer;
    expect(parse(anOrder({ customer: { name: text, email } }))).toEqual(badTextAt('/customer/name', text));
  });

  it.each(['ada@example.org\n', '\nada@example.org', 'ada@example.org\r\nBcc: eve@example.org', 'ada\n@example.org'])(
    'a line break in the address %j',
    (email) => {
      expect(parse(anOrder({ customer: { name: 'Ada', email } }))).toEqual(badTextAt('/customer/email', email));
    },
  );

  it('a line break in a tab', () => {
    expect(parse(anOrder({ tab: 'table-7\n' }))).toEqual(badTextAt('/tab', 'table-7\n'));
  });
});
