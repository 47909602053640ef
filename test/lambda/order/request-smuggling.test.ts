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

const refusedAt = (pointer: string) => ({
  kind: 'invalid',
  faults: expect.arrayContaining([{ pointer, detail: expect.any(String) }]),
});

describe('refuses the unknown field', () => {
  it.each(['totalCents', 'price', 'number', 'status', 'orderId', 'currency', 'pickup', ...inherited])(
    '%s of an order',
    (name) => {
      expect(parsed(withField(anOrder(), name, 1))).toEqual(refusedAt(`/${name}`));
    },
  );

  it.each(['price', 'cents', 'totalCents', 'discount', ...inherited])('%s of a line', (name) => {
    const line = withField(samples.line, name, 1);
    expect(parsed(`{"customer":${JSON.stringify(anOrder().customer)},"lines":[${line}]}`)).toEqual(
      refusedAt(`/lines/0/${name}`),
    );
  });

  it.each(['isAdmin', ...inherited])('%s of a customer', (name) => {
    const customer = withField(anOrder().customer, name, {});
    expect(parsed(`{"customer":${customer},"lines":[${JSON.stringify(samples.line)}]}`)).toEqual(
      refusedAt(`/customer/${name}`),
    );
  });
});

it('refuses an order whose fields are all inside __proto__', () => {
  expect(parsed(`{"__proto__":${JSON.stringify(anOrder())}}`)).toMatchObject({ kind: 'invalid' });
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
    expect(parse(anOrder({ customer: { name: text, email } }))).toEqual(refusedAt('/customer/name'));
  });

  it.each(['ada@example.org\n', '\nada@example.org', 'ada@example.org\r\nBcc: eve@example.org', 'ada\n@example.org'])(
    'a line break in the address %j',
    (email) => {
      expect(parse(anOrder({ customer: { name: 'Ada', email } }))).toEqual(refusedAt('/customer/email'));
    },
  );

  it('a line break in a tab', () => {
    expect(parse(anOrder({ tab: 'table-7\n' }))).toEqual(refusedAt('/tab'));
  });
});
