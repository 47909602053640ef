import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { samples } from '../../lambda/product/index.ts';
import { crowd } from './support/crowd.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, aRequest, post, reaches, stored } from './support/orders.ts';
import { subscribe } from './support/probe.ts';

const answerSchema = v.looseObject({ orderId: v.string() });
const problemSchema = v.looseObject({ status: v.number(), type: v.string(), detail: v.string() });

describe('an Idempotency-Key', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const send = async (key: string, order: unknown = aRequest()) => {
    const { status, headers, body } = await post(shop.target, order, { 'Idempotency-Key': key });
    return { status, replayed: headers['idempotent-replayed'], location: headers.location, body };
  };
  const idOf = ({ body }: { readonly body: unknown }): string => v.parse(answerSchema, body).orderId;

  it('stands for one order: fifty keys, each sent six times at once, make fifty orders', async () => {
    const orders = await crowd(shop.target);

    await allDone(shop.target, 90);

    expect(orders.map((ids) => ids.length)).toEqual(Array(50).fill(1));
    const records = await stored(shop.target, orders.flat());
    expect(new Set(orders.flat()).size).toBe(50);
    expect(records).toHaveLength(50);
    expect(records.filter(({ status, attempts }) => status !== 'READY' || attempts !== 1)).toEqual([]);
  });

  it('returns the current order when it is sent again, and causes no second message', async () => {
    const probe = await subscribe(shop.target, 'replay-probe');
    const key = randomUUID();
    const first = await send(key);
    expect(first.replayed).toBeUndefined();
    const { version } = await reaches(shop.target, idOf(first), 'READY', 20);

    const again = await send(key);

    expect(again).toMatchObject({ status: 202, replayed: 'true', location: first.location });
    expect(again.body).toMatchObject({ orderId: idOf(first), status: 'READY', version });
    // A second message would announce the order a second time.
    const types = (await probe.events([idOf(first)], 3)).map(({ type }) => type);
    await probe.close();
    expect(types.toSorted()).toEqual(['order.preparing', 'order.ready']);
  });

  it('is case-insensitive, and matches a body whose fields come in another order', async () => {
    const key = randomUUID();
    const { customer, lines } = aRequest();
    const first = await send(key, { customer, lines });
    const again = await send(key.toUpperCase(), { lines, customer: { email: customer.email, name: customer.name } });
    expect(again).toMatchObject({ status: 202, replayed: 'true' });
    expect(idOf(again)).toBe(idOf(first));
  });

  it('gives one order with and without double quotes', async () => {
    const key = randomUUID();
    const first = await send(`"${key}"`);
    const again = await send(key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(idOf(again)).toBe(idOf(first));
  });

  it('is refused with another body, which does not change the order', async () => {
    const key = randomUUID();
    const first = await send(key);
    const other = await send(key, aRequest({ tab: 'table-1' }));
    expect(other.status).toBe(422);
    expect(v.parse(problemSchema, other.body)).toMatchObject({ type: 'urn:orderboard:problem:key-reused' });
    await reaches(shop.target, idOf(first), 'READY', 20);
  });

  it('is refused as reused, even if the shop no longer sells what the other body names', async () => {
    const key = randomUUID();
    await send(key);
    const other = await send(key, aRequest({ lines: [samples.retiredLine] }));
    expect(v.parse(problemSchema, other.body).type).toBe('urn:orderboard:problem:key-reused');
  });

  it.each(['my-key', '', '"', '"my-key"', 'c232ab00-9414-11ec-b3c8-9f6bdeced846', '{4}'])(
    'is refused if it is %p',
    async (key) => {
      const { status, body } = await send(key);
      expect(status).toBe(400);
      expect(v.parse(problemSchema, body).detail).toMatch(/should be a UUID of version 4 or 7, got/);
    },
  );

  it('does not appear in the order id, which is its hash', async () => {
    const key = randomUUID();
    expect(idOf(await send(key))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf(await send(key))).not.toBe(key);
  });
});
