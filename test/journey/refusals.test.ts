import { paginateScan } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { MAX_BODY_BYTES } from '../../lambda/api/body.ts';
import { MAX_LINES } from '../../lambda/order/request.ts';
import { samples } from '../../lambda/product/index.ts';
import { itOf } from './support/behaviour.ts';
import { fetch } from './support/fetch.ts';
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

const tooManyLines = body({ lines: Array(MAX_LINES + 1).fill(samples.line) });
/** So many of a product's lines can be longer than a body may be. */
const hasLongLines = Buffer.byteLength(tooManyLines.body ?? '') > MAX_BODY_BYTES;

/** The code of the problem. Of an invalid order: the pointer of each fault, and no others. */
type Reason = string | readonly string[];

const refused: readonly (readonly [number, string, Reason, Sent])[] = [
  [400, 'an empty body', 'malformed', { body: '' }],
  [400, 'a body that is not JSON', 'malformed', { body: 'one order, please' }],
  [400, 'truncated JSON', 'malformed', { body: JSON.stringify(aRequest()).slice(0, -5) }],
  [400, 'two orders in one body', 'malformed', { body: JSON.stringify(aRequest()).repeat(2) }],
  [
    400,
    'a body that is not UTF-8',
    'malformed',
    { body: Buffer.from(JSON.stringify(aRequest(customer({ name: 'Zo\xeb' }))), 'latin1') },
  ],
  [400, 'a malformed idempotency key', 'malformed-key', { headers: { 'Idempotency-Key': '"order-1"' } }],
  [413, 'a body above 1 MiB', 'too-large', body({ note: 'x'.repeat(1024 * 1024) })],
  [413, 'a body of 3 MiB', 'too-large', body({ note: 'x'.repeat(3 * 1024 * 1024) })],
  [413, 'a body above the limit of API Gateway', 'too-large', body({ note: 'x'.repeat(11 * 1024 * 1024) })],
  [415, 'no content type', 'content-type', { type: null }],
  [415, 'a form', 'content-type', { type: 'application/x-www-form-urlencoded', body: 'name=Ada' }],
  [415, 'plain text', 'content-type', { type: 'text/plain' }],
  [415, 'another charset', 'content-type', { type: `${JSON_TYPE}; charset=ISO-8859-1` }],
  [422, 'null', [''], { body: 'null' }],
  [422, 'a number', [''], { body: '42' }],
  [422, 'a list of orders', [''], { body: JSON.stringify([aRequest()]) }],
  [422, 'an empty object', ['/customer', '/lines'], { body: '{}' }],
  [422, 'no customer', ['/customer'], body({ customer: undefined })],
  [422, 'no lines', ['/lines'], body({ lines: undefined })],
  [422, 'an empty list of lines', ['/lines'], body({ lines: [] })],
  hasLongLines ? [413, 'too many lines', 'too-large', tooManyLines] : [422, 'too many lines', ['/lines'], tooManyLines],
  [422, 'lines that are not a list', ['/lines'], body({ lines: samples.line })],
  ...samples.bad.map(
    ({ rule, line, pointer }) => [422, `a line with ${rule}`, [`/lines/0${pointer}`], body({ lines: [line] })] as const,
  ),
  [422, 'a total set by the customer', ['/totalCents'], body({ totalCents: 1 })],
  [422, 'an order id set by the customer', ['/orderId'], body({ orderId: '15006984-8655-4d72-ab5a-770404cd3d78' })],
  [422, 'a field named __proto__', ['/__proto__'], withField('__proto__')],
  [422, 'a field named constructor', ['/constructor'], withField('constructor')],
  [422, 'a blank name', ['/customer/name'], body(customer({ name: '   ' }))],
  [422, 'a name that is a number', ['/customer/name'], body(customer({ name: 7 }))],
  [422, 'a name that shows nothing', ['/customer/name'], name('\u200b')],
  [422, 'a name that is a web address', ['/customer/name'], name('You won: http://prize.example')],
  [422, 'a name that is an e-mail address', ['/customer/name'], name('ada@example.org')],
  [422, 'a name that is half a character', ['/customer/name'], body(customer({ name: 'Ada \ud83d' }))],
  [422, 'an address with a line break', ['/customer/email'], email('ada@example.org\r\nBcc: everyone@example.org')],
  [422, 'an address with two recipients', ['/customer/email'], email('ada@example.org,eve@example.org')],
  [422, 'an address without a domain', ['/customer/email'], email('ada')],
  [422, 'no address', ['/customer/email'], email(undefined)],
  [422, 'a tab of two lines', ['/tab'], body({ tab: 'table-7\ntable-8' })],
  [422, 'an empty tab', ['/tab'], body({ tab: '' })],
  [404, 'a pick-up number', 'no-such-order', { method: 'GET', path: '/orders/K-4172' }],
  [
    404,
    'an order that was never placed',
    'no-such-order',
    { method: 'GET', path: '/orders/15006984-8655-4d72-ab5a-770404cd3d78' },
  ],
];

/** Requests that API Gateway refuses without invoking a function. */
const refusedByGateway: typeof refused = [
  [400, 'a path with a truncated percent escape', 'malformed', { method: 'GET', path: '/orders/%E0%A4%A' }],
  [404, 'an unknown path', 'no-such-route', { method: 'GET', path: '/nowhere' }],
  [404, 'an unknown method', 'no-such-route', { method: 'PUT', path: '/menu' }],
  [404, 'a list of all orders', 'no-such-route', { method: 'GET', path: '/orders' }],
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

  const isRefused = async (status: number, reason: Reason, sent: Sent): Promise<void> => {
    const response = await send(sent);
    const problem = v.parse(problemSchema, await response.json());

    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    const code = typeof reason === 'string' ? reason : 'invalid-order';
    expect(problem).toMatchObject({
      status,
      type: `urn:orderboard:problem:${code}`,
      title: expect.stringMatching(/./),
    });
    expect(problem.detail).toMatch(/should|expected/);
    expect(problem.detail).toMatch(/got/);
    const pointers = problem.errors?.map(({ pointer }) => pointer);
    expect(pointers).toEqual(typeof reason === 'string' ? undefined : reason);
  };

  it.each(refused)(
    'answers %i to %s, with the reason, the expected and the received value',
    (status, _what, reason, sent) => isRefused(status, reason, sent),
  );

  itOf('anyCall')('answers 415 to a compressed body, with the reason, the expected and the received value', () =>
    isRefused(415, 'content-encoding', { headers: { 'Content-Encoding': 'gzip' } }),
  );

  for (const [status, what, reason, sent] of refusedByGateway)
    itOf('gatewayRefusals')(`answers ${status} to ${what}, with the reason, the expected and the received value`, () =>
      isRefused(status, reason, sent),
    );

  it('sends no message for a refused request, and still accepts orders', async () => {
    await allDone(shop.target, 10);
    expect(await depths(shop.target)).toEqual(before.depths);
    expect(await orderCount()).toBe(before.orders);
    expect(await place(shop.target)).toMatchObject({ orderId: expect.any(String) });
  });
});
