import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { allDone, anOrder, post, reaches, stored } from './support/orders.ts';
import { openShop, type Shop } from './support/target.ts';

const answerSchema = v.looseObject({ orderId: v.string() });
const problemSchema = v.looseObject({ status: v.number(), type: v.string(), detail: v.string() });

describe('an Idempotency-Key', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  }, 30_000);
  afterAll(() => shop.stop());

  const send = async (key: string, order: unknown = anOrder()) => {
    const { status, headers, body } = await post(shop.target, order, { 'Idempotency-Key': key });
    return { status, replayed: headers['idempotent-replayed'], location: headers.location, body };
  };
  const idOf = ({ body }: { readonly body: unknown }): string => v.parse(answerSchema, body).orderId;

  /** Fifty keys, six times each, all at once; answers which orders there are under each key. */
  const crowd = async (): Promise<string[][]> => {
    const keys = Array.from({ length: 50 }, () => randomUUID());
    return Promise.all(
      keys.map(async (key) => {
        const answers = await Promise.all(Array.from({ length: 6 }, () => send(key)));
        expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(202));
        return [...new Set(answers.map(idOf))];
      }),
    );
  };

  it('makes fifty orders of fifty keys that are sent six times each, at once', async () => {
    const orders = await crowd();

    await allDone(shop.target, 90);

    expect(orders.map((ids) => ids.length)).toEqual(Array(50).fill(1));
    const records = await stored(shop.target, orders.flat());
    expect(new Set(orders.flat()).size).toBe(50);
    expect(records).toHaveLength(50);
    expect(records.filter(({ status, attempts }) => status !== 'READY' || attempts !== 1)).toEqual([]);
  }, 120_000);

  it('makes fifty orders of them also while the store is out', async () => {
    const outage = `${shop.target.url}/_local/outages/dynamodb`;
    await fetch(outage, { method: 'PUT', body: '{"mode":"refuse"}' });
    const orders = await crowd();
    await fetch(outage, { method: 'DELETE' });

    await allDone(shop.target, 120);

    const records = await stored(shop.target, orders.flat());
    expect(records).toHaveLength(50);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
  }, 180_000);

  it('is answered with the order as it stands, and no second message', async () => {
    const key = randomUUID();
    const first = await send(key);
    expect(first.replayed).toBeUndefined();
    await reaches(shop.target, idOf(first), 'READY', 20);

    const again = await send(key);

    expect(again).toMatchObject({ status: 202, replayed: 'true', location: first.location });
    expect(again.body).toMatchObject({ orderId: idOf(first), status: 'READY', version: 3 });
    const lines = shop.said.filter((line) => line.includes('order.placed'));
    expect(
      lines.filter((line) => line.includes(v.parse(v.looseObject({ number: v.string() }), first.body).number)),
    ).toHaveLength(1);
  }, 30_000);

  it('is the same in capitals, and a body is the same with its keys in another order', async () => {
    const key = randomUUID();
    const { customer, lines } = anOrder();
    const first = await send(key, { customer, lines });
    const again = await send(key.toUpperCase(), { lines, customer: { email: customer.email, name: customer.name } });
    expect(again).toMatchObject({ status: 202, replayed: 'true' });
    expect(idOf(again)).toBe(idOf(first));
  });

  it('is refused with another body, and leaves the order as it is', async () => {
    const key = randomUUID();
    const first = await send(key);
    const other = await send(key, anOrder({ tab: 'table-1' }));
    expect(other.status).toBe(422);
    expect(v.parse(problemSchema, other.body)).toMatchObject({ type: 'urn:orderboard:problem:key-reused' });
    await reaches(shop.target, idOf(first), 'READY', 20);
  }, 30_000);

  it('is its order’s for good, also when that is no longer on the menu', async () => {
    const key = randomUUID();
    await send(key);
    const other = await send(key, anOrder({ lines: [{ item: 'cortado', size: 'tiny', quantity: 1 }] }));
    expect(v.parse(problemSchema, other.body).type).toBe('urn:orderboard:problem:key-reused');
  });

  it.each(['latte', '', 'c232ab00-9414-11ec-b3c8-9f6bdeced846', '{4}'])('is refused when it is %p', async (key) => {
    const { status, body } = await send(key);
    expect(status).toBe(400);
    expect(v.parse(problemSchema, body).detail).toMatch(/should be a UUID of version 4 or 7, got/);
  });

  it('tells nobody who sees the order which key it was', async () => {
    const key = randomUUID();
    expect(idOf(await send(key))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf(await send(key))).not.toBe(key);
  });
});
