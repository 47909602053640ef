import { paginateScan } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { MAX_LINES } from '../../lambda/order/request.ts';
import { samples } from '../../lambda/product/index.ts';
import { itOf } from './support/behaviour.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, aRequest, depths, place } from './support/orders.ts';

type Sent = {
  readonly method?: string;
  readonly path?: string;
  readonly type?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

const problemSchema = v.looseObject({
  detail: v.string(),
  errors: v.optional(v.array(v.object({ pointer: v.string(), detail: v.string() }))),
});

const JSON_TYPE = 'application/json';
const customer = (fields: object) => ({ customer: { name: 'Ada', email: 'ada@example.org', ...fields } });
const body = (fields: object): Sent => ({ body: JSON.stringify(aRequest({ ...fields })) });
/** JSON with a field that is named like an inherited property. An object literal cannot hold such a field. */
const withField = (name: string): Sent => ({ body: JSON.stringify(aRequest()).replace('{', `{"${name}":{},`) });
const name = (text: string): Sent => body(customer({ name: text }));
const email = (address: unknown): Sent => body(customer({ email: address }));

const refused: readonly (readonly [number, string, Sent])[] = [
  [400, 'an empty body', { body: '' }],
  [400, 'a body that is not JSON', { body: 'one order, please' }],
  [400, 'truncated JSON', { body: JSON.stringify(aRequest()).slice(0, -5) }],
  [400, 'two orders in one body', { body: JSON.stringify(aRequest()).repeat(2) }],
  [
    400,
    'a body that is not UTF-8',
    { body: Buffer.from(JSON.stringify(aRequest(customer({ name: 'Zo\xeb' }))), 'latin1') },
  ],
  [400, 'a malformed idempotency key', { headers: { 'Idempotency-Key': '"order-1"' } }],
  [413, 'a body above 1 MiB', body({ note: 'x'.repeat(1024 * 1024) })],
  [413, 'a body above the limit of API Gateway', body({ note: 'x'.repeat(11 * 1024 * 1024) })],
  [415, 'no content type', { type: null }],
  [415, 'a form', { type: 'application/x-www-form-urlencoded', body: 'name=Ada' }],
  [415, 'plain text', { type: 'text/plain' }],
  [415, 'another charset', { type: `${JSON_TYPE}; charset=ISO-8859-1` }],
  [415, 'a compressed body', { headers: { 'Content-Encoding': 'gzip' } }],
  [422, 'null', { body: 'null' }],
  [422, 'a number', { body: '42' }],
  [422, 'a list of orders', { body: JSON.stringify([aRequest()]) }],
  [422, 'an empty object', { body: '{}' }],
  [422, 'no customer', body({ customer: undefined })],
  [422, 'no lines', body({ lines: undefined })],
  [422, 'an empty list of lines', body({ lines: [] })],
  [422, 'too many lines', body({ lines: Array(MAX_LINES + 1).fill(samples.line) })],
  [422, 'lines that are not a list', body({ lines: samples.line })],
  ...samples.bad.map(({ rule, line }) => [422, `a line with ${rule}`, body({ lines: [line] })] as const),
  [422, 'a total set by the customer', body({ totalCents: 1 })],
  [422, 'an order id set by the customer', body({ orderId: '15006984-8655-4d72-ab5a-770404cd3d78' })],
  [422, 'a field named __proto__', withField('__proto__')],
  [422, 'a field named constructor', withField('constructor')],
  [422, 'a blank name', body(customer({ name: '   ' }))],
  [422, 'a name that is a number', body(customer({ name: 7 }))],
  [422, 'a name that shows nothing', name('\u200b')],
  [422, 'a name that is a web address', name('You won: http://prize.example')],
  [422, 'a name that is an e-mail address', name('ada@example.org')],
  [422, 'a name that is half a character', body(customer({ name: 'Ada \ud83d' }))],
  [422, 'an address with a line break', email('ada@example.org\r\nBcc: everyone@example.org')],
  [422, 'an address with two recipients', email('ada@example.org,eve@example.org')],
  [422, 'an address without a domain', email('ada')],
  [422, 'no address', email(undefined)],
  [422, 'a tab of two lines', body({ tab: 'table-7\ntable-8' })],
  [422, 'an empty tab', body({ tab: '' })],
  [404, 'a pick-up number', { method: 'GET', path: '/orders/K-4172' }],
  [404, 'an order that was never placed', { method: 'GET', path: '/orders/15006984-8655-4d72-ab5a-770404cd3d78' }],
];

/** Requests that API Gateway refuses without invoking a function. */
const refusedByGateway: typeof refused = [
  [400, 'a path with a truncated percent escape', { method: 'GET', path: '/orders/%E0%A4%A' }],
  [404, 'an unknown path', { method: 'GET', path: '/nowhere' }],
  [404, 'an unknown method', { method: 'PUT', path: '/menu' }],
  [404, 'a list of all orders', { method: 'GET', path: '/orders' }],
];

describe('the API', () => {
  let shop: OpenTarget;
  let before: { readonly depths: Awaited<ReturnType<typeof depths>>; readonly orders: number };
  beforeAll(async () => {
    shop = await openTarget();
    before = { depths: await allDone(shop.target, 20), orders: await orderCount() };
  });
  afterAll(() => shop.close());

  const orderCount = async (): Promise<number> => {
    const { dynamodb, outputs } = shop.target;
    let count = 0;
    for await (const page of paginateScan({ client: dynamodb }, { TableName: outputs.OrderTableName, Select: 'COUNT' }))
      count += page.Count ?? 0;
    return count;
  };

  const send = ({ method = 'POST', path = '/orders', type = JSON_TYPE, headers, ...sent }: Sent): Promise<Response> => {
    const content = method === 'GET' ? undefined : (sent.body ?? JSON.stringify(aRequest()));
    return fetch(`${shop.target.url}${path}`, {
      method,
      headers: { ...headers, ...(type === null ? {} : { 'Content-Type': type }) },
      ...(content === undefined ? {} : { body: Buffer.from(content) }),
    });
  };

  const isRefused = async (status: number, sent: Sent): Promise<void> => {
    const response = await send(sent);
    const problem = v.parse(problemSchema, await response.json());

    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(problem).toMatchObject({ status, type: expect.stringMatching(/^urn:/), title: expect.stringMatching(/./) });
    expect(problem.detail).toMatch(/should|expected/);
    expect(problem.detail).toMatch(/got/);
    if (status === 422) expect(problem.errors?.[0]?.pointer).toMatch(/^(\/|$)/);
  };

  it.each(refused)('answers %i to %s, with the expected and the received value', (status, _what, sent) =>
    isRefused(status, sent),
  );

  for (const [status, what, sent] of refusedByGateway)
    itOf('gatewayRefusals')(`answers ${status} to ${what}, with the expected and the received value`, () =>
      isRefused(status, sent),
    );

  it('sends no message for a refused request, and still accepts orders', async () => {
    await allDone(shop.target, 10);
    expect(await depths(shop.target)).toEqual(before.depths);
    expect(await orderCount()).toBe(before.orders);
    expect(await place(shop.target)).toMatchObject({ orderId: expect.any(String) });
  });
});
