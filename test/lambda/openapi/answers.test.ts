import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../../lambda/api/request.ts';
import { type Service, ServiceError } from '../../../lambda/aws/service-error.ts';
import { type CashierDeps, createCashier } from '../../../lambda/cashier/cashier.ts';
import { type CounterDeps, createCounter } from '../../../lambda/counter/counter.ts';
import { createDesk, type DeskDeps } from '../../../lambda/importer/desk.ts';
import { describeApi } from '../../../lambda/openapi/document.ts';
import { samples } from '../../../lambda/product/index.ts';
import { apiRequest, cancelOrder, collectOrder, getOrder, postOrder } from '../../support/api.ts';
import { createStore, IMPORT_ID } from '../../support/imports.ts';
import { recordingLog } from '../../support/log.ts';
import { createAnswerCheck } from '../../support/openapi/answer-check.ts';
import { describedCalls } from '../../support/openapi/operations.ts';
import { anOrder, anotherOrder, aRecord } from '../../support/orders.ts';

const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const json = { 'Content-Type': 'application/json' };
const keyed = { headers: { ...json, 'Idempotency-Key': '8e03978e-40d5-43e8-bc93-6894a57f9324' } };

const description = describeApi({ version: '1.0.0' });
const check = createAnswerCheck(description);

const fails = (code: 'unavailable' | 'refused', service: Service, got: string) => () =>
  Promise.reject(new ServiceError(code, { service, operation: 'Call' }, got));
const isOut = fails('unavailable', 'dynamodb', 'TimeoutError');
const refuses = fails('refused', 'dynamodb', 'AccessDenied');

const placed = aRecord({ orderId: ORDER_ID });
const stuck = aRecord({
  ...{ orderId: ORDER_ID, status: 'STUCK', version: 3 },
  failure: { code: 'unexpected', message: 'the grinder is broken', at: placed.placedAt },
});

type Case = readonly [what: string, call: string, status: number, answer: () => Promise<APIGatewayProxyResult>];

const cashier = (request: ApiRequest, queue: Partial<CashierDeps['queue']>, store: Partial<CashierDeps['store']>) =>
  createCashier({
    queue: { send: async () => ({ lines: 'in-message', messageId: 'message-1' }), ...queue },
    store: { read: async () => undefined, place: async () => ({ kind: 'placed' }), ...store },
    ...{ now: () => NOW, newOrderId: () => ORDER_ID, log: recordingLog().log },
  })(request);

const place = (
  what: string,
  status: number,
  request: ApiRequest,
  { queue = {}, store = {} }: { queue?: Partial<CashierDeps['queue']>; store?: Partial<CashierDeps['store']> } = {},
): Case => [what, 'POST /orders', status, () => cashier(request, queue, store)];

const order = postOrder(anOrder());
const text = { ...json, 'Content-Type': 'text/plain' };
const [bad] = samples.bad;

const placing: readonly Case[] = [
  place('a recorded order', 202, order),
  place('an order on a tab', 202, postOrder(anOrder({ tab: 'table-7', lines: [samples.fullLine] }))),
  place('an order for later', 202, postOrder(anOrder({ pickupAt: '2026-11-21T11:00Z' }))),
  place('an order without a record', 202, order, { store: { place: isOut } }),
  place('a repeated order', 202, postOrder(anOrder(), keyed), { store: { read: async () => placed } }),
  place('a repeated order that is stuck', 202, postOrder(anOrder(), keyed), { store: { read: async () => stuck } }),
  place('a body that is not JSON', 400, { ...order, body: 'one order' }),
  place('a malformed key', 400, postOrder(anOrder(), { headers: { ...json, 'Idempotency-Key': 'key' } })),
  place('a large body', 413, { ...order, body: 'x'.repeat(2 ** 20 + 1) }),
  place('a long order', 413, order, { queue: { send: fails('refused', 'sqs', 'MessageTooLong') } }),
  place('another type', 415, postOrder(anOrder(), { headers: text })),
  place('another encoding', 415, postOrder(anOrder(), { headers: { ...json, 'Content-Encoding': 'gzip' } })),
  place('a line that the product refuses', 422, postOrder({ ...anOrder(), lines: [bad?.line] })),
  place('a key of another order', 422, postOrder(anotherOrder(), keyed), { store: { read: async () => placed } }),
  place('other characters', 422, order, { queue: { send: fails('refused', 'sqs', 'InvalidMessageContents') } }),
  place('a refusing queue', 500, order, { queue: { send: fails('refused', 'sqs', 'AccessDenied') } }),
  place('a queue that is out', 503, order, { queue: { send: fails('unavailable', 'sqs', 'TimeoutError') } }),
];

const settled = <T>(value: T): PromiseSettledResult<T> => ({ status: 'fulfilled', value });
const out: PromiseRejectedResult = {
  status: 'rejected',
  reason: new ServiceError('unavailable', { service: 'sqs', operation: 'Call' }, 'TimeoutError'),
};
const refused: PromiseRejectedResult = { status: 'rejected', reason: new Error('a defect') };
const empty = settled({ total: 0, oldestAt: undefined, rows: [] });
const full = settled({ total: 2, oldestAt: placed.placedAt, rows: [placed, aRecord({ pickupAt: placed.placedAt })] });
const boardOf = (
  waiting: typeof full | PromiseRejectedResult,
  count: PromiseSettledResult<number>,
  others: typeof empty | PromiseRejectedResult = empty,
): Partial<CounterDeps> => ({
  readBoard: async () => ({ waiting, ready: others, stuck: others }),
  readDepths: async () => ({ orders: { waiting: count, deadLetters: count } }),
});

const counterOf = (deps: Partial<Omit<CounterDeps, 'store'>>, store: Partial<CounterDeps['store']>) =>
  createCounter({
    store: { read: async () => undefined, cancel: refuses, collect: refuses, ...store },
    announce: async () => ({ kind: 'announced' }),
    fetchStoredBody: isOut,
    readPage: async () => undefined,
    readBoard: refuses,
    readDepths: refuses,
    ...{ now: () => NOW, log: recordingLog().log },
    ...deps,
  });

const ask = (
  what: string,
  status: number,
  request: ApiRequest,
  { store = {}, ...deps }: Partial<Omit<CounterDeps, 'store'>> & { store?: Partial<CounterDeps['store']> } = {},
): Case => [what, `${request.httpMethod} ${request.resource}`, status, () => counterOf(deps, store)(request)];

const { lines: _lines, ...withoutLines } = placed;
const get = getOrder(ORDER_ID);

const reading: readonly Case[] = [
  ask('a recorded order', 200, get, { store: { read: async () => placed } }),
  ask('a stuck order', 200, get, { store: { read: async () => stuck } }),
  ask('an order whose lines cannot be read', 200, get, { store: { read: async () => withoutLines } }),
  ask('a current copy', 304, { ...get, headers: { 'If-None-Match': '"1"' } }, { store: { read: async () => placed } }),
  ask('an unknown order', 404, get),
  ask('no order id', 404, getOrder('K-4172')),
  ask('a refusing store', 500, get, { store: { read: refuses } }),
  ask('a store that is out', 503, get, { store: { read: isOut } }),
];

const changing: readonly Case[] = [cancelOrder(ORDER_ID), collectOrder(ORDER_ID)].flatMap((request) => {
  const status = request.httpMethod === 'DELETE' ? 'CANCELLED' : 'COLLECTED';
  const changed = aRecord({ orderId: ORDER_ID, status, version: 4 });
  const change = (answer: CounterDeps['store']['cancel']) => ({ store: { cancel: answer, collect: answer } });
  return [
    ask(
      'a change',
      200,
      request,
      change(async () => ({ kind: 'recorded', order: changed })),
    ),
    ask(
      'another status',
      409,
      request,
      change(async () => ({ kind: 'refused', order: aRecord({ status: 'PREPARING' }) })),
    ),
    ask(
      'an unknown order',
      404,
      request,
      change(async () => ({ kind: 'refused', order: undefined })),
    ),
    ask('a refusing store', 500, request, change(refuses)),
    ask('a store that is out', 503, request, change(isOut)),
  ];
});

const board = apiRequest({ resource: '/board.json' });
const current = { ...board, headers: { 'If-None-Match': '*' } };
const typed = (type: string) => async () =>
  JSON.stringify({ body: '{"openapi":"3.1.1"}', headers: { 'Content-Type': type } });

const shop: readonly Case[] = [
  ask('the menu', 200, apiRequest({ resource: '/menu' })),
  ask('a full board', 200, board, boardOf(full, settled(3))),
  ask('a board with missing parts', 200, board, boardOf(full, out)),
  ask('a current board', 304, current, boardOf(full, settled(0))),
  ask('a board of which nothing can be read', 503, board, boardOf(out, out, out)),
  ask('a board that has a fault', 500, board, boardOf(refused, refused, refused)),
];

const pages: readonly Case[] = ['/', '/docs', '/openapi.json'].flatMap((resource) => {
  const request = apiRequest({ resource });
  const type = resource === '/openapi.json' ? 'application/json' : 'text/html; charset=utf-8';
  return [
    ask('a page', 200, request, { readPage: typed(type) }),
    ask('a current page', 304, { ...request, headers: { 'If-None-Match': '*' } }, { readPage: typed(type) }),
    ask('no page', 404, request),
    ask('a page that cannot be read', 500, request, { readPage: async () => 'not JSON' }),
    ...(resource === '/'
      ? []
      : [ask('a path with a slash at its end', 308, { ...request, requestContext: { path: `/dev${resource}/` } })]),
  ];
});

const importing: readonly Case[] = (() => {
  const open = postOrder({ format: 'csv', bytes: 1 }, { resource: '/imports' });
  const read = apiRequest({ resource: '/imports/{importId}', pathParameters: { importId: IMPORT_ID } });
  const store = createStore('x', 'csv').store;
  const desk = (request: ApiRequest, failing: Partial<DeskDeps['store']> = {}) =>
    createDesk({ store: { ...store, ...failing }, newId: () => ORDER_ID, now: () => NOW, log: recordingLog().log })(
      request,
    );
  const opening = (what: string, status: number, request: ApiRequest, failing?: Partial<DeskDeps['store']>): Case => [
    what,
    'POST /imports',
    status,
    () => desk(request, failing),
  ];
  const reporting = (what: string, status: number, request: ApiRequest, failing?: Partial<DeskDeps['store']>): Case => [
    what,
    'GET /imports/{importId}',
    status,
    () => desk(request, failing),
  ];
  return [
    opening('an import', 201, open),
    opening('an import in text', 415, { ...open, headers: text }),
    opening('an invalid import', 422, postOrder({}, { resource: '/imports' })),
    opening('an import that S3 refuses', 500, open, { create: refuses }),
    opening('an import without S3', 503, open, { create: isOut }),
    reporting('a report', 200, read),
    reporting('a report of no import', 404, { ...read, pathParameters: { importId: 'nobody' } }),
    reporting('a report that S3 refuses', 500, read, { read: refuses }),
    reporting('a report without S3', 503, read, { read: isOut }),
  ];
})();

const cases = [...placing, ...reading, ...changing, ...shop, ...pages, ...importing];

const seenAnswer = (call: string, { statusCode, headers = {}, body }: APIGatewayProxyResult) => {
  const [method = '', path = ''] = call.split(' ');
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const real = path.replace('{orderId}', ORDER_ID).replace('{importId}', IMPORT_ID);
  return { method, path: real, status: statusCode, headers: Object.fromEntries(lower), body };
};

it.each(cases)('describes the answer to %s (%s, %i)', async (_what, call, status, answer) => {
  expect(check(seenAnswer(call, await answer()))).toEqual({ call, status: String(status) });
});

/** Only API Gateway gives these answers. */
const isGateways = (call: string, status: string): boolean =>
  ['401', '403', '429', '4XX'].includes(status) ||
  (status === '404' && call === 'POST /imports') ||
  (['400', '413'].includes(status) && call !== 'POST /orders') ||
  (status === '503' && ['GET /', 'GET /docs', 'GET /openapi.json', 'GET /menu'].includes(call));

it('describes no answer of a function that the functions do not give', () => {
  const described = describedCalls(description).flatMap(({ call, answers }) =>
    [...answers.keys()].filter((status) => !isGateways(call, status)).map((status) => `${call} ${status}`),
  );
  const given = new Set(cases.map(([, call, status]) => `${call} ${status}`));
  expect(described.toSorted()).toEqual([...given].toSorted());
});

describe('the check of answers', () => {
  const answerTo = async () =>
    seenAnswer('GET /orders/{orderId}', await counterOf({}, { read: async () => placed })(get));
  const changed = (body: string, change: (order: Record<string, unknown>) => object): string =>
    JSON.stringify(change(JSON.parse(body)));

  it.each<[string, string, (answer: Awaited<ReturnType<typeof answerTo>>) => object]>([
    ['a missing field', 'number', ({ body }) => ({ body: changed(body, ({ number: _number, ...rest }) => rest) })],
    ['an unknown field', 'secret', ({ body }) => ({ body: changed(body, (found) => ({ ...found, secret: 1 })) })],
    ['another status', '418', () => ({ status: 418 })],
    ['another type', 'text/plain', ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } })],
    ['a missing header', 'ETag', ({ headers: { etag: _etag, ...headers } }) => ({ headers })],
    ['a header of another answer', 'Location', ({ headers }) => ({ headers: { ...headers, location: '/' } })],
    ['a malformed header', 'ETag', ({ headers }) => ({ headers: { ...headers, etag: '3' } })],
    ['a body that should be empty', 'empty', () => ({ status: 304 })],
    ['an answer to a call that the API does not have', 'without a description', () => ({ path: '/nowhere' })],
  ])('refuses %s', async (_what, named, change) => {
    const answer = await answerTo();
    check(answer);
    expect(() => check({ ...answer, ...change(answer) })).toThrow(named);
  });
});
