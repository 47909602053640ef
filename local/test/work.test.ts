import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { failureOf, takeDeadLetters } from '../../test/journey/support/dead-letters.ts';
import type { Shop } from '../../test/journey/support/launch-shop.ts';
import { type Order, place, reaches, stored } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';
import { launchShopWithShortTimes } from './barista-times.ts';

const healthSchema = v.object({
  work: v.nullable(v.object({ mode: v.string(), orders: v.number() })),
  functions: v.object({ barista: v.object({ errors: v.number(), timeouts: v.number() }) }),
});

describe('faults of the work', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShopWithShortTimes();
  });
  afterAll(() => shop.stop());

  const call = async (method: string, body?: object | string): Promise<Response> =>
    fetch(`${shop.target.url}/_local/work`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const begin = async (mode: string, orders: number, more: object = {}): Promise<void> => {
    const response = await call('PUT', { mode, orders, ...more });
    expect(await response.json()).toEqual({ work: { mode, orders, ...more } });
  };
  const health = async () => v.parse(healthSchema, await (await fetch(`${shop.target.url}/_local/health`)).json());
  const left = (orders: number) =>
    until(
      async () => (await health()).work?.orders ?? 0,
      (seen) => seen === orders,
      { seconds: 10 },
    );
  const recordOf = async ({ orderId }: Order) => {
    const [record] = await stored(shop.target, [orderId]);
    if (!record) throw new Error('the order should have a record, got none');
    return { ...record, milliseconds: Date.parse(record.updatedAt) - Date.parse(record.placedAt) };
  };
  const ready = async (order: Order, seconds: number) => {
    await reaches(shop.target, order.orderId, 'READY', seconds);
    return recordOf(order);
  };

  it('crash the function during the work: SQS redelivers each order, and a barista makes it', async () => {
    // GIVEN two crashes, and a wait that is longer than the function's timeout
    const { errors, timeouts } = (await health()).functions.barista;
    await begin('crash', 2);
    const first = await place(shop.target);
    await left(1);
    const second = await place(shop.target);
    await left(0);
    await begin('slow', 1, { milliseconds: 60_000 });
    const late = await place(shop.target);
    await left(0);

    // WHEN orders come after them
    const next = await ready(await place(shop.target), 30);

    // THEN no other order crashes, and the three are made when their messages are visible again
    expect(next).toMatchObject({ attempts: 1 });
    for (const order of [first, second, late]) expect(await ready(order, 60)).toMatchObject({ attempts: 2 });
    const after = (await health()).functions.barista;
    expect(after.errors - errors).toBe(3);
    expect(after.timeouts - timeouts).toBe(1);
  });

  it('make exactly the next orders slow, by the given time', async () => {
    await begin('slow', 2, { milliseconds: 3000 });
    const orders = [await place(shop.target), await place(shop.target)];
    await left(0);
    orders.push(await place(shop.target));
    const records = [];
    for (const order of orders) records.push(await ready(order, 20));
    expect(records.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    const [first = 0, second = 0, third = 0] = records.map(({ milliseconds }) => milliseconds);
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(3000);
    expect(third).toBeLessThan(Math.min(first, second)); // on a busy machine, every order takes longer
  });

  it('make an order slow by ten seconds if no time is given, without a timeout', async () => {
    await begin('slow', 1);
    const record = await ready(await place(shop.target), 20);
    expect(record).toMatchObject({ attempts: 1 });
    expect(record.milliseconds).toBeGreaterThanOrEqual(9000);
  });

  it('fail exactly as many orders as they say, once each, across all instances, and a later attempt makes them', async () => {
    await begin('failing', 7);
    const places = Array.from({ length: 40 }, (_, n) => place(shop.target, n % 2 === 0 ? {} : { tab: `table-${n}` }));
    const records = [];
    for (const order of await Promise.all(places)) records.push(await ready(order, 30));
    expect(records.filter(({ attempts }) => attempts === 2)).toHaveLength(7);
    expect(records.filter(({ attempts }) => attempts === 1)).toHaveLength(33);
    expect((await health()).work).toBeNull();
  });

  it('fail an order for good: it is STUCK, with its message and the reason in the dead-letter queue', async () => {
    await begin('permanent', 1);
    const { target } = shop;
    const { orderId } = await place(target);
    await reaches(target, orderId, 'STUCK', 10);
    const Key = { orderId: { S: orderId } };
    const { Item = {} } = await target.dynamodb.send(
      new GetItemCommand({ TableName: target.outputs.OrderTableName, Key }),
    );
    expect(unmarshall(Item)).toMatchObject({ failure: { code: 'injected' } });
    const [letter = {}] = await takeDeadLetters(target, target.outputs.OrdersDlqUrl, 1);
    expect(letter.Body).toContain(orderId);
    expect(failureOf(letter)).toMatchObject({ code: 'injected', receiveCount: 1 });
  });

  it('count an order once, so its next attempt succeeds, and end when they are deleted', async () => {
    await begin('failing', 100);
    expect(await ready(await place(shop.target), 20)).toMatchObject({ attempts: 2 });
    expect((await health()).work).toEqual({ mode: 'failing', orders: 99 });
    expect(await (await call('DELETE')).json()).toEqual({ work: null });
    expect(await ready(await place(shop.target), 10)).toMatchObject({ attempts: 1 });
  });

  it.each([
    '{"mode":"lazy"}',
    '{"mode":"slow","orders":0}',
    '{"mode":"slow","orders":"3"}',
    '{"mode":"crash","milliseconds":5}',
    '{"mode":"slow","order":3}',
    'slow',
  ])('are refused with the body %s', async (body) => {
    const response = await call('PUT', body);
    expect(response.status).toBe(400);
    const expected = `the body should be JSON with a mode of slow, failing, permanent, crash, `;
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(expected) });
    expect((await health()).work).toBeNull();
  });
});
