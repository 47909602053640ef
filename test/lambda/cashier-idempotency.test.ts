import { ServiceError } from '../../lambda/aws/service-error.ts';
import { type CashierDeps, createCashier } from '../../lambda/cashier/cashier.ts';
import { logFields, orderIdOfKey, requestHash } from '../../lambda/order/identity.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { orderView } from '../../lambda/order/record.ts';
import { samples } from '../../lambda/product/index.ts';
import { bodyOf, postOrder } from '../support/api.ts';
import { recordingLog } from '../support/log.ts';
import { anOrder, anotherOrder, aRecord } from '../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const KEY = '8e03978e-40d5-43e8-bc93-6894a57f9324';
const ORDER_ID = orderIdOfKey(KEY);
const LOCATION = `/orders/${ORDER_ID}`;
const names = logFields(ORDER_ID);

type Store = CashierDeps['store'];

/** A cashier whose store answers as a test says. By default it holds no record. */
const aCashier = ({ read, place }: { readonly read?: Store['read']; readonly place?: Store['place'] } = {}) => {
  const sent: OrderMessage[] = [];
  const asked: string[] = [];
  const { log, lines } = recordingLog();
  const handle = createCashier({
    queue: {
      send: async (message) => {
        sent.push(message);
        return { lines: 'in-message', messageId: 'message-1' };
      },
    },
    store: {
      read: async (orderId) => {
        asked.push(orderId);
        return read?.(orderId);
      },
      place: place ?? (async () => ({ kind: 'placed' })),
    },
    now: () => NOW,
    newOrderId: () => '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10',
    log,
  });
  return { handle, sent, asked, lines };
};

const keyed = (order: unknown) =>
  postOrder(order, { headers: { 'Content-Type': 'application/json', 'Idempotency-Key': KEY } });
const EARLIER = new Date(NOW - 1).toISOString();
const made = aRecord({ orderId: ORDER_ID, status: 'READY', version: 3, placedAt: EARLIER });
const isOut = () =>
  Promise.reject(new ServiceError('unavailable', { service: 'dynamodb', operation: 'GetItem' }, 'TimeoutError'));
const present = async () => ({ kind: 'present' }) as const;

const KEY_REUSED = {
  type: 'urn:orderboard:problem:key-reused',
  status: 422,
  title: 'Idempotency key reused',
  detail: 'Idempotency-Key should be new for each order, got the key of an order with another body',
};

describe('a request whose key has a record', () => {
  it('is answered with the current order, and sends no second message', async () => {
    const { handle, sent, asked } = aCashier({ read: async () => made });
    const answer = await handle(keyed(anOrder()));
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { Location: LOCATION, ETag: '"3"', 'Idempotent-Replayed': 'true' },
    });
    expect(bodyOf(answer)).toEqual(orderView(made, made.lines));
    expect(asked).toEqual([ORDER_ID]);
    expect(sent).toEqual([]);
  });

  it('is answered with its lines, even if the record keeps them in S3', async () => {
    const { lines: _lines, ...long } = made;
    const { handle } = aCashier({ read: async () => long });
    expect(bodyOf(await handle(keyed(anOrder())))).toMatchObject({ lines: anOrder().lines });
  });

  it('is answered with the order even if the menu has changed since', async () => {
    const request = { ...anOrder(), lines: [samples.retiredLine] };
    const record = { ...made, lines: request.lines, requestHash: requestHash(request) };
    const { handle, sent } = aCashier({ read: async () => record });
    expect(await handle(keyed(request))).toMatchObject({ statusCode: 202, headers: { 'Idempotent-Replayed': 'true' } });
    expect(sent).toEqual([]);
  });

  it('is answered with the order even if its pick-up time has passed', async () => {
    const request = anOrder({ pickupAt: '2026-11-21T08:00:00.000Z' });
    const record = aRecord({ orderId: ORDER_ID, request });
    const { handle } = aCashier({ read: async () => record });
    expect(await handle(keyed(request))).toMatchObject({ statusCode: 202, headers: { 'Idempotent-Replayed': 'true' } });
  });

  it.each([
    ['another body', anotherOrder()],
    ['another body that the shop no longer sells', { ...anOrder(), lines: [samples.retiredLine] }],
  ])('is refused with %s', async (_what, order) => {
    const { handle, sent } = aCashier({ read: async () => made });
    const answer = await handle(keyed(order));
    expect(answer).toMatchObject({ statusCode: 422, headers: { 'Content-Type': 'application/problem+json' } });
    expect(bodyOf(answer)).toEqual(KEY_REUSED);
    expect(sent).toEqual([]);
  });

  it('is refused with the faults of a body that no release accepts', async () => {
    const { handle } = aCashier({ read: async () => made });
    const answer = await handle(keyed({ ...anOrder(), lines: [] }));
    expect(bodyOf(answer)).toMatchObject({
      type: 'urn:orderboard:problem:invalid-order',
      errors: [{ pointer: '/lines' }],
    });
  });
});

describe('a request whose key has no record', () => {
  it('becomes an order under the id of its key', async () => {
    const { handle, sent, asked } = aCashier();
    const answer = await handle(keyed(anOrder()));
    expect(answer).toMatchObject({ statusCode: 202, headers: { Location: LOCATION } });
    expect(answer.headers).not.toHaveProperty('Idempotent-Replayed');
    expect(bodyOf(answer)).toMatchObject({ orderId: ORDER_ID, status: 'PLACED', version: 1 });
    expect(sent).toMatchObject([{ orderId: ORDER_ID }]);
    expect(asked).toEqual([ORDER_ID]);
  });

  it('is answered like its twin, if that recorded the order in the meantime', async () => {
    const records = [undefined, made];
    const { handle, asked } = aCashier({ read: async () => records.shift(), place: present });
    const answer = await handle(keyed(anOrder()));
    expect(answer).toMatchObject({ statusCode: 202, headers: { ETag: '"3"', 'Idempotent-Replayed': 'true' } });
    expect(bodyOf(answer)).toEqual(orderView(made, made.lines));
    expect(asked).toEqual([ORDER_ID, ORDER_ID]);
  });

  it('is answered as a first one, with the present status, if a barista recorded its order before the cashier did', async () => {
    const preparing = aRecord({
      orderId: ORDER_ID,
      status: 'PREPARING',
      version: 1,
      placedAt: new Date(NOW).toISOString(),
    });
    const records = [undefined, preparing];
    const { handle } = aCashier({ read: async () => records.shift(), place: present });
    const answer = await handle(keyed(anOrder()));
    expect(answer).toMatchObject({ statusCode: 202, headers: { Location: LOCATION, ETag: '"1"' } });
    expect(answer.headers).not.toHaveProperty('Idempotent-Replayed');
    expect(bodyOf(answer)).toMatchObject({ status: 'PREPARING', version: 1 });
  });

  it('is refused if its twin had another body', async () => {
    const records = [undefined, made];
    const { handle } = aCashier({ read: async () => records.shift(), place: present });
    expect(bodyOf(await handle(keyed(anotherOrder())))).toEqual(KEY_REUSED);
  });

  it('is answered without a status if the record of its twin cannot be read', async () => {
    const answers = [async () => undefined, isOut];
    const { handle, lines } = aCashier({ read: () => (answers.shift() ?? isOut)(), place: present });
    const answer = await handle(keyed(anOrder()));
    expect(answer.statusCode).toBe(202);
    expect(bodyOf(answer)).not.toHaveProperty('status');
    expect(lines.map(({ event }) => event)).toEqual(['order.placed', 'order.not-looked-up']);
  });
});

describe('a request whose key cannot be looked up', () => {
  it('becomes an order, and the outage is logged with the names of the order', async () => {
    const { handle, sent, lines } = aCashier({ read: isOut });
    expect(await handle(keyed(anOrder()))).toMatchObject({ statusCode: 202, headers: { Location: LOCATION } });
    expect(sent).toHaveLength(1);
    expect(lines).toMatchObject([
      { level: 'warn', event: 'order.not-looked-up', fields: { ...names, service: 'dynamodb', operation: 'GetItem' } },
      { level: 'info', event: 'order.placed' },
    ]);
  });

  it('is answered 503 if only the record could allow it', async () => {
    const { handle, sent } = aCashier({ read: isOut });
    const answer = await handle(keyed({ ...anOrder(), lines: [samples.retiredLine] }));
    expect(answer.statusCode).toBe(503);
    expect(sent).toEqual([]);
  });

  it('is refused with its faults if no record could allow it', async () => {
    const { handle } = aCashier({ read: isOut });
    expect(bodyOf(await handle(keyed({ ...anOrder(), lines: [] })))).toMatchObject({
      status: 422,
      errors: [{ pointer: '/lines' }],
    });
  });
});

describe('a request without a key', () => {
  it('is not looked up, even if a barista recorded its order first', async () => {
    const { handle, asked } = aCashier({ place: present });
    expect(await handle(postOrder(anOrder()))).toMatchObject({ statusCode: 202 });
    expect(asked).toEqual([]);
  });

  it('is refused for an item of an earlier menu', async () => {
    const { handle, asked } = aCashier();
    const answer = await handle(postOrder({ ...anOrder(), lines: [samples.retiredLine] }));
    expect(bodyOf(answer)).toMatchObject({ type: 'urn:orderboard:problem:invalid-order' });
    expect(asked).toEqual([]);
  });
});

it('logs an outage that prevents the record of an order, with the names of the order', async () => {
  const { handle, lines } = aCashier({ place: isOut });
  await handle(keyed(anOrder()));
  expect(lines).toMatchObject([
    { level: 'info', event: 'order.placed' },
    { level: 'warn', event: 'order.unrecorded', fields: { ...names, service: 'dynamodb' } },
  ]);
});

it('answers a malformed key with its own problem type, and reads nothing', async () => {
  const { handle, sent, asked } = aCashier();
  const answer = await handle(
    postOrder(anOrder(), { headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'order-1' } }),
  );
  expect(bodyOf(answer)).toEqual({
    type: 'urn:orderboard:problem:malformed-key',
    status: 400,
    title: 'Malformed idempotency key',
    detail: "Idempotency-Key should be a UUID of version 4 or 7, got 'order-1': send one, bare or in double quotes",
  });
  expect([sent, asked]).toEqual([[], []]);
});
