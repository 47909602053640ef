import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type Answer, callApi, orderOf } from '../orders/api.ts';
import { freePort } from './support/free-port.ts';

const order = {
  ...{ orderId: '1', number: 'K-4172', status: 'READY', version: 3, placedAt: '2026-11-21T09:30:00.000Z' },
  ...{ customer: { name: 'Zoë 👩‍🍳', email: 'zoe@example.org' }, totalCents: 390, currency: 'EUR' },
};

/** Calls an API that answers once. Returns the answer and the headers of the call. */
const call = async (status: number, body: string, headers = {}) => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shop = { name: 'the shop', url: `http://127.0.0.1:${port}` };
  const answer = await callApi(shop, { method: 'POST', path: '/orders', body: '{}', key: 'a key' });
  server.close();
  server.closeAllConnections();
  return { answer, headers: seen[0] };
};

it.each<[string, number, string, Answer]>([
  ['an order', 202, JSON.stringify(order), { kind: 'order', order, replayed: false }],
  ['a refusal', 409, '{"detail":"too late"}', { kind: 'refused', detail: 'too late' }],
  ['an order that is not there', 404, '{"detail":"no such order"}', { kind: 'not-found', detail: 'no such order' }],
  [
    'each fault of an invalid order',
    422,
    '{"detail":"x","errors":[{"pointer":"/lines","detail":"a"},{"pointer":"","detail":"b"}]}',
    { kind: 'refused', detail: '/lines: a; /: b' },
  ],
  [
    'an outage',
    503,
    '{"detail":"later"}',
    { kind: 'unavailable', detail: 'the shop should answer POST /orders, got 503 (later)' },
  ],
  [
    'a page that is no problem document',
    404,
    '<html>',
    { kind: 'failed', detail: 'the shop should answer POST /orders, got 404' },
  ],
  ['throttling', 429, '{}', { kind: 'unavailable', detail: 'the shop should answer POST /orders, got 429' }],
  [
    'a failure for good',
    500,
    '{"detail":"refused"}',
    { kind: 'failed', detail: 'the shop should answer POST /orders, got 500 (refused)' },
  ],
  [
    'a call that it may not make',
    403,
    '{"detail":"no key"}',
    {
      kind: 'failed',
      detail:
        'the shop should answer POST /orders, got 403 (no key): set ORDERBOARD_API_KEY or ORDERBOARD_AUTHORIZATION, see docs/ops.md',
    },
  ],
  [
    'a call without credentials',
    401,
    '{"detail":"who"}',
    {
      kind: 'failed',
      detail:
        'the shop should answer POST /orders, got 401 (who): set ORDERBOARD_API_KEY or ORDERBOARD_AUTHORIZATION, see docs/ops.md',
    },
  ],
  ['an answer that is no order', 200, '{}', { kind: 'failed', detail: 'the shop should answer POST /orders, got 200' }],
])('the client of the API understands %s', async (_what, status, body, expected) => {
  expect((await call(status, body)).answer).toEqual(expected);
});

it.each<[string, Answer, number]>([
  ['an order that is not there', { kind: 'not-found', detail: 'x' }, 1],
  ['a refusal', { kind: 'refused', detail: 'x' }, 1],
  ['an outage', { kind: 'unavailable', detail: 'x' }, 3],
  ['a failure for good', { kind: 'failed', detail: 'x' }, 3],
])('a command ends at %s with its exit code', (_what, answer, exitCode) => {
  expect(() => orderOf(answer)).toThrow(expect.objectContaining({ exitCode, message: 'x' }));
});

it('the client of the API tells a repeated order from a new one', async () => {
  const { answer } = await call(202, JSON.stringify(order), { 'Idempotent-Replayed': 'true' });
  expect(answer).toMatchObject({ kind: 'order', replayed: true });
});

it('the client of the API names the error of the network', async () => {
  const shop = { name: 'the shop', url: `http://127.0.0.1:${await freePort()}` };
  const detail = 'the shop should answer GET /orders/{orderId}, got ECONNREFUSED';
  const path = '/orders/5f0c7a52-9f3e-4d4b-8a11-0d6f6a3f1c2e';
  expect(await callApi(shop, { method: 'GET', path })).toEqual({ kind: 'unavailable', detail });
});

describe('the environment of an operator', () => {
  afterEach(() => {
    delete process.env.ORDERBOARD_API_KEY;
    delete process.env.ORDERBOARD_AUTHORIZATION;
  });

  it('gives the API key and the authorization of each call', async () => {
    process.env.ORDERBOARD_API_KEY = 'kiosk';
    process.env.ORDERBOARD_AUTHORIZATION = 'Bearer staff';
    const { headers } = await call(202, JSON.stringify(order));
    expect(headers).toMatchObject({ 'x-api-key': 'kiosk', authorization: 'Bearer staff', 'idempotency-key': 'a key' });
  });
});
