import { ServiceError } from '../../lambda/aws/service-error.ts';
import { createCashier } from '../../lambda/cashier/cashier.ts';
import { logFields, pickupNumber, requestHash } from '../../lambda/order/identity.ts';
import { decode, type OrderMessage, type Storable } from '../../lambda/order/message.ts';
import { currency, samples, totalCents } from '../../lambda/product/index.ts';
import { bodyOf, postOrder } from '../support/api.ts';
import { recordingLog } from '../support/log.ts';
import { anOrder } from '../support/orders.ts';

const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
const KEY = '8e03978e-40d5-43e8-bc93-6894a57f9324';
const PLACED_AT = '2026-11-21T09:00:00.000Z';
const refuses = () => Promise.reject(new Error('a defect'));
const refusesAtOnce = () => {
  throw new Error('a defect');
};

/** A cashier over a fake queue and a fake store, which keep their calls in order. */
const aCashier = (
  deps: {
    readonly send?: () => Promise<void>;
    readonly place?: () => Promise<void>;
    readonly present?: boolean;
    readonly offloaded?: boolean;
    readonly newOrderId?: () => string;
  } = {},
) => {
  const calls: string[] = [];
  const sent: OrderMessage[] = [];
  const placed: Storable[] = [];
  const { log, lines } = recordingLog();
  const handle = createCashier({
    queue: {
      send: async (message) => {
        calls.push('send');
        sent.push(message);
        await deps.send?.();
        calls.push('sent');
        return { lines: deps.offloaded ? 'in-s3' : 'in-message', messageId: 'message-1' };
      },
    },
    store: {
      read: async () => undefined,
      place: async (message) => {
        calls.push('place');
        placed.push(message);
        await deps.place?.();
        return { kind: deps.present ? 'present' : 'placed' };
      },
    },
    now: () => Date.parse(PLACED_AT),
    newOrderId: deps.newOrderId ?? (() => ORDER_ID),
    log,
  });
  return { handle, calls, sent, placed, lines };
};

describe('an accepted order', () => {
  const request = anOrder({ tab: 'table-7', lines: [samples.fullLine] });
  const number = pickupNumber(ORDER_ID);
  const order = { ...request, number, totalCents: totalCents(request.lines), currency };

  it('is answered with its location and its price', async () => {
    const answer = await aCashier().handle(postOrder(request));
    expect(answer).toMatchObject({ statusCode: 202, headers: { Location: `/orders/${ORDER_ID}` } });
    const recorded = { status: 'PLACED', version: 1, updatedAt: PLACED_AT };
    expect(bodyOf(answer)).toEqual({ orderId: ORDER_ID, placedAt: PLACED_AT, ...order, ...recorded });
  });

  it.each([
    ['/orders', '/orders'],
    ['/dev/orders/', '/dev/orders'],
    ['/dev//orders', '/dev/orders'],
    ['///orders//', '/orders'],
  ])('is located under the path of the request %s, without extra slashes', async (path, orders) => {
    const { headers } = await aCashier().handle(postOrder(request, { path }));
    expect(headers?.Location).toBe(`${orders}/${ORDER_ID}`);
  });

  it('is sent to the queue before it is recorded', async () => {
    const { handle, calls } = aCashier();
    await handle(postOrder(request));
    expect(calls).toEqual(['send', 'sent', 'place']);
  });

  it('is sent and recorded with the same content, which the decoder can read', async () => {
    const { handle, sent, placed } = aCashier();
    await handle(postOrder(request));
    const identity = { orderId: ORDER_ID, placedAt: PLACED_AT, requestHash: requestHash(request) };
    expect(sent).toMatchObject([{ type: 'order.placed', ...identity, order }]);
    expect(placed).toEqual(sent);
    expect(sent.map((message) => decode(JSON.stringify(message)))).toEqual(sent);
  });

  it('is sent and answered with its pick-up time in UTC', async () => {
    const { handle, sent } = aCashier();
    const answer = await handle(postOrder(anOrder({ pickupAt: '2026-11-21T12:30+01:00' })));
    const pickupAt = '2026-11-21T11:30:00.000Z';
    expect(bodyOf(answer)).toMatchObject({ pickupAt });
    expect(sent).toMatchObject([{ order: { pickupAt } }]);
  });

  it('is logged with the names of the order and the id of its message, which later lines have too', async () => {
    const { handle, lines } = aCashier();
    await handle(postOrder(anOrder()));
    const fields = { ...logFields(ORDER_ID), messageId: 'message-1' };
    expect(lines).toStrictEqual([{ level: 'info', event: 'order.placed', fields }]);
  });

  it('is logged with its pick-up time, because it becomes READY as late as that', async () => {
    const { handle, lines } = aCashier();
    const pickupAt = '2026-11-21T11:00:00.000Z';
    await handle(postOrder(anOrder({ pickupAt })));
    expect(lines).toMatchObject([{ event: 'order.placed', fields: { pickupAt } }]);
  });

  it('is answered without a status if it could not be recorded', async () => {
    const { handle, sent } = aCashier({ place: refuses });
    const answer = await handle(postOrder(request));
    expect(answer).toMatchObject({ statusCode: 202, headers: { Location: `/orders/${ORDER_ID}` } });
    expect(bodyOf(answer)).toEqual({ orderId: ORDER_ID, placedAt: PLACED_AT, ...order });
    expect(sent).toHaveLength(1);
  });

  it('is recorded without its lines if they are in S3', async () => {
    const { handle, placed } = aCashier({ offloaded: true });
    expect(bodyOf(await handle(postOrder(request)))).toMatchObject({ lines: request.lines, status: 'PLACED' });
    expect(placed).toMatchObject([{ orderId: ORDER_ID, order: { number } }]);
    expect(placed[0]?.order).not.toHaveProperty('lines');
  });

  it('is answered without a status if a barista recorded it first', async () => {
    const answer = await aCashier({ present: true }).handle(postOrder(request));
    expect(bodyOf(answer)).toEqual({ orderId: ORDER_ID, placedAt: PLACED_AT, ...order });
  });

  it('can have headers in any case, a charset, and a body in Base64', async () => {
    const { handle, sent } = aCashier();
    const body = Buffer.from(JSON.stringify(anOrder({ customer: { name: 'Zoë', email: 'zoe@example.org' } })));
    const headers = { 'content-TYPE': 'Application/JSON; charset=utf-8' };
    const answer = await handle(postOrder({}, { headers, body: body.toString('base64'), isBase64Encoded: true }));
    expect(answer).toMatchObject({ statusCode: 202 });
    expect(sent).toMatchObject([{ order: { customer: { name: 'Zoë' } } }]);
  });

  it.each([undefined, refuses])('is logged without its id and without personal data', async (place) => {
    const { handle, lines } = aCashier(place && { place });
    await handle(postOrder(request));
    const logged = JSON.stringify(lines);
    expect(logged).toContain(number);
    for (const secret of [ORDER_ID, 'Ada', 'ada@example.org', 'table-7']) expect(logged).not.toContain(secret);
  });
});

it('gives one order for a key with and without double quotes', async () => {
  const { handle, sent } = aCashier();
  for (const key of [KEY, `"${KEY.toUpperCase()}"`])
    await handle(postOrder(anOrder(), { headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key } }));
  expect(new Set(sent.map(({ orderId }) => orderId)).size).toBe(1);
});

it.each(['sqs', 's3'] as const)(
  'refuses an order with 503 and Retry-After while %s is out, and records nothing',
  async (service) => {
    const outage = new ServiceError('unavailable', { service, operation: 'SendMessage' }, 'TimeoutError');
    const { handle, calls, lines } = aCashier({ send: () => Promise.reject(outage) });
    const answer = await handle(postOrder(anOrder()));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } });
    const detail = expect.stringContaining(`(${service.toUpperCase()}) should answer`);
    expect(bodyOf(answer)).toMatchObject({ type: 'urn:orderboard:problem:unavailable', status: 503, detail });
    expect(lines).toMatchObject([{ level: 'error', event: 'order.refused', fields: { service } }]);
    expect(calls).toEqual(['send']);
  },
);

it('answers 500 and logs the defect if the code that sends an order has a bug', async () => {
  const { handle, calls } = aCashier({ send: refuses });
  const answer = await handle(postOrder(anOrder()));
  expect(answer.statusCode).toBe(500);
  expect(answer.headers).not.toHaveProperty('Retry-After');
  expect(calls).toEqual(['send']);
});

it('answers 500, and logs the defect, if it cannot begin', async () => {
  const { handle, lines } = aCashier({ newOrderId: refusesAtOnce });
  expect(await handle(postOrder(anOrder()))).toMatchObject({ statusCode: 500 });
  expect(lines).toMatchObject([{ level: 'error', event: 'cashier.failed', fields: { message: 'a defect' } }]);
});

describe('refuses, without a message or a record,', () => {
  const json = { 'Content-Type': 'application/json' };
  const ada = samples.request.customer;
  const tooLarge = JSON.stringify({ note: 'x'.repeat(1024 * 1024) });
  it.each([
    ['a body without a content type', 415, postOrder(anOrder(), { headers: {} })],
    ['a body of another content type', 415, postOrder(anOrder(), { headers: { 'Content-Type': 'text/plain' } })],
    ['a content type that begins like JSON', 415, postOrder({}, { headers: { 'Content-Type': 'application/jsonp' } })],
    ['a body above 1 MiB', 413, postOrder({}, { body: tooLarge })],
    ['a body above 1 MiB in Base64', 413, postOrder({}, { body: btoa(tooLarge), isBase64Encoded: true })],
    ['no body', 400, postOrder({}, { body: null })],
    ['an empty body', 400, postOrder({}, { body: '' })],
    ['a body that is not JSON', 400, postOrder({}, { body: '{"customer":' })],
    ['another charset', 415, postOrder({}, { headers: { 'Content-Type': 'application/json; charset=latin1' } })],
    ['a compressed body', 415, postOrder({}, { headers: { ...json, 'Content-Encoding': 'gzip' } })],
    ['text that API Gateway has replaced', 400, postOrder(anOrder({ customer: { ...ada, name: 'Zo\ufffd' } }))],
    [
      'a key that is quoted on one side',
      400,
      postOrder(anOrder(), { headers: { ...json, 'Idempotency-Key': `"${KEY}` } }),
    ],
    ['a body that is not UTF-8', 400, postOrder({}, { headers: json, body: 'Iv8i', isBase64Encoded: true })],
    ['an invalid order', 422, postOrder({ ...anOrder(), totalCents: 1 })],
    ['JSON that is not an order', 422, postOrder(null)],
  ])('%s with a problem document (%d)', async (_what, status, request) => {
    const { handle, calls } = aCashier();
    const answer = await handle(request);
    expect(answer).toMatchObject({ statusCode: status, headers: { 'Content-Type': 'application/problem+json' } });
    expect(bodyOf(answer)).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.stringMatching(/should .*got /),
    });
    expect(calls).toEqual([]);
  });

  it('a body of exactly 1 MiB for its content, not for its size', async () => {
    const body = JSON.stringify('x'.repeat(1024 * 1024 - 2));
    expect(await aCashier().handle(postOrder({}, { body }))).toMatchObject({ statusCode: 422 });
  });
});

it('answers a pointer and a sentence for each fault of an invalid order', async () => {
  const answer = await aCashier().handle(postOrder({ ...anOrder(), customer: { name: ' ', email: 'ada' } }));
  const faults = [
    { pointer: '/customer/name', detail: expect.stringMatching(/^name should be 1 to 80 characters .*, got ' '$/) },
    { pointer: '/customer/email', detail: expect.stringMatching(/^email should be an e-mail address .*, got 'ada'$/) },
  ];
  expect(bodyOf(answer)).toEqual({
    ...{ type: 'urn:orderboard:problem:invalid-order', status: 422, title: 'Invalid order' },
    detail: expect.stringMatching(/^name should be .*; email should be .*$/),
    errors: faults,
  });
});
