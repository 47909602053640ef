import { type CounterDeps, createCounter } from '../../lambda/counter/counter.ts';
import { menu } from '../../lambda/product/index.ts';
import { apiRequest, bodyOf, getOrder } from '../support/api.ts';
import { recordingLog } from '../support/log.ts';
import { anOrder, aRecord } from '../support/orders.ts';

const NINE = Date.parse('2026-11-21T09:00:00.000Z');
const refuses = () => Promise.reject(new Error('no answer'));
const waiting = { orders: 2, tabs: 1, pickups: 3 };
const getMenu = apiRequest({ resource: '/menu' });
const getBoard = apiRequest({ resource: '/board.json' });

type CounterVariation = {
  readonly read?: CounterDeps['store']['read'];
  readonly board?: CounterDeps['readBoard'];
  readonly depths?: CounterDeps['readDepths'];
  readonly fetch?: CounterDeps['fetchStoredBody'];
};

const aCounter = ({ read, board, depths, fetch = refuses }: CounterVariation = {}) => {
  const clock = { time: NINE };
  const asked: string[] = [];
  const handle = createCounter({
    readDepths: depths ?? (async () => waiting),
    readBoard: (limit) => {
      asked.push(`board of ${limit}`);
      return board?.(limit) ?? Promise.resolve([]);
    },
    fetchStoredBody: fetch,
    store: {
      read: (orderId) => {
        asked.push(orderId);
        return read?.(orderId) ?? Promise.resolve(undefined);
      },
      cancel: refuses,
      collect: refuses,
    },
    announce: async () => true,
    now: () => clock.time,
    log: recordingLog().log,
  });
  return { handle, clock, asked };
};

describe('GET /orders/{orderId}', () => {
  it('answers the recorded order without its lease, attempts and request hash', async () => {
    const record = aRecord({ status: 'PREPARING', version: 2, lease: { token: 'a', until: NINE }, request: anOrder() });
    const { handle } = aCounter({ read: async () => record });
    const answer = await handle(getOrder(record.orderId));
    const { lease: _lease, attempts: _attempts, requestHash: _hash, ...order } = record;
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'Cache-Control': 'no-store' } });
    expect(bodyOf(answer)).toEqual(order);
  });

  it('accepts an order id in upper case', async () => {
    const { handle, asked } = aCounter();
    await handle(getOrder('3F1A5C0E-8F0B-4C39-9A43-0D1F7C6B2A10'));
    expect(asked).toEqual(['3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10']);
  });

  it('answers 404 with Retry-After for an order without a record', async () => {
    const answer = await aCounter().handle(getOrder(aRecord().orderId));
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } });
    expect(bodyOf(answer)).toMatchObject({
      detail: expect.stringContaining('try again if the order was just accepted'),
    });
  });

  it.each(['order-1', '', '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10\n', '__proto__'])(
    'answers 404 for a malformed order id, without a read of the store: %j',
    async (orderId) => {
      const { handle, asked } = aCounter();
      expect(await handle(getOrder(orderId))).toMatchObject({ statusCode: 404 });
      expect(asked).toEqual([]);
    },
  );

  it('answers 503 with Retry-After if the store does not answer', async () => {
    const answer = await aCounter({ read: refuses }).handle(getOrder(aRecord().orderId));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } });
  });
});

it('answers the menu even if the store is down', async () => {
  const answer = await aCounter({ read: refuses, board: refuses, depths: refuses }).handle(getMenu);
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(bodyOf(answer)).toEqual(menu);
});

describe('GET /board.json', () => {
  const record = aRecord({ status: 'READY', version: 3, placedAt: '2026-11-21T08:58:30.000Z' });

  it('answers the orders on the board and the depth of each queue', async () => {
    const { handle, asked } = aCounter({ board: async () => [record] });
    const orders = [{ number: record.number, firstName: 'Ada', status: 'READY', ageSeconds: 90 }];
    expect(bodyOf(await handle(getBoard))).toEqual({ orders, waiting });
    expect(asked).toEqual(['board of 200']);
  });

  it('never shows an order id, an address or a full name', async () => {
    const { body } = await aCounter({ board: async () => [record] }).handle(getBoard);
    for (const secret of [record.orderId, 'ada@example.org', 'Lovelace']) expect(body).not.toContain(secret);
  });

  it('shows no negative age if clocks differ', async () => {
    const { handle } = aCounter({ board: async () => [{ ...record, placedAt: '2026-11-21T09:00:05.000Z' }] });
    expect(bodyOf(await handle(getBoard))).toMatchObject({ orders: [{ ageSeconds: 0 }] });
  });

  it('reads the board at most once in two seconds, for any number of clients', async () => {
    const { handle, clock, asked } = aCounter();
    await Promise.all([handle(getBoard), handle(getBoard)]);
    clock.time = NINE + 1999;
    await handle(getBoard);
    expect(asked).toHaveLength(1);
    clock.time = NINE + 2000;
    await handle(getBoard);
    expect(asked).toHaveLength(2);
  });

  it('reads the board again at once after a failed read', async () => {
    let down = true;
    const { handle } = aCounter({ board: () => (down ? refuses() : Promise.resolve([record])) });
    expect(await handle(getBoard)).toMatchObject({ statusCode: 503 });
    down = false;
    expect(await handle(getBoard)).toMatchObject({ statusCode: 200 });
  });

  it('answers 503 if the queue depths cannot be read', async () => {
    expect(await aCounter({ depths: refuses }).handle(getBoard)).toMatchObject({ statusCode: 503 });
  });
});
