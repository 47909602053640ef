import * as v from 'valibot';
import { fetch } from './support/fetch.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { get, place, reaches } from './support/orders.ts';
import { itWith } from './support/parts.ts';
import { subscribe } from './support/probe.ts';

const orderSchema = v.looseObject({ status: v.string(), version: v.number() });
const problemSchema = v.looseObject({ status: v.number(), detail: v.string() });

describe('the counter', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const call = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${shop.target.url}/orders/${path}`, { method, headers });
  const orderIn = async (response: Response) => v.parse(orderSchema, await response.json());
  const aReadyOrder = async (): Promise<string> => {
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 20);
    return orderId;
  };
  const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

  itWith('pickups')(
    'cancels an order that no barista has begun, and repeats its answer to a repeated call',
    async () => {
      const { orderId } = await place(shop.target, { pickupAt: inAnHour() });
      for (const _time of ['first', 'again']) {
        const response = await call('DELETE', orderId);
        expect(response.status).toBe(200);
        expect(await orderIn(response)).toMatchObject({ status: 'CANCELLED', version: 2 });
      }
      expect(await orderIn(await call('GET', orderId))).toMatchObject({ status: 'CANCELLED', version: 2 });
    },
  );

  itWith('pickups')('refuses to cancel a READY order, and to hand out a PLACED one', async () => {
    const made = await call('DELETE', await aReadyOrder());
    expect(made.status).toBe(409);
    expect(v.parse(problemSchema, await made.json()).detail).toMatch(/should be PLACED or STUCK.*got READY/);

    const { orderId } = await place(shop.target, { pickupAt: inAnHour() });
    const unmade = await call('POST', `${orderId}/collect`);
    expect(unmade.status).toBe(409);
    expect(v.parse(problemSchema, await unmade.json()).detail).toMatch(/should be READY.*got PLACED/);
  });

  it('hands out an order, repeats its answer to a repeated call, and announces it once', async () => {
    const probe = await subscribe(shop.target, 'collect-probe');
    const orderId = await aReadyOrder();
    const { version = 0 } = await get(shop.target, orderId);
    for (const _time of ['first', 'again']) {
      const response = await call('POST', `${orderId}/collect`);
      expect(response.status).toBe(200);
      expect(await orderIn(response)).toMatchObject({ status: 'COLLECTED', version: version + 1 });
    }
    const types = (await probe.events([orderId], 4)).map(({ type }) => type);
    await probe.close();
    expect(types.filter((type) => type === 'order.collected')).toHaveLength(1);
  });

  it.each(['DELETE', 'POST'])('answers 404 for an order that was never placed (%s)', async (method) => {
    const path = '15006984-8655-4d72-ab5a-770404cd3d78';
    const response = await call(method, method === 'POST' ? `${path}/collect` : path);
    expect(response.status).toBe(404);
    expect(response.headers.get('Retry-After')).toBe('1');
  });

  it('answers 304 if the client has the current version', async () => {
    const orderId = await aReadyOrder();
    expect((await call('GET', orderId)).headers.get('ETag')).toBe('"3"');
    for (const known of ['"3"', 'W/"3"', '"1", "3"', '*']) {
      const response = await call('GET', orderId, { 'If-None-Match': known });
      expect([response.status, await response.text(), response.headers.get('ETag')]).toEqual([304, '', '"3"']);
    }
    expect((await call('GET', orderId, { 'If-None-Match': '"2"' })).status).toBe(200);
    await call('POST', `${orderId}/collect`);
    expect((await call('GET', orderId, { 'If-None-Match': '"3"' })).status).toBe(200);
  });
});
