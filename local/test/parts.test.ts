import { workers } from '../../lib/workers.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { aRequest, place, post, reaches } from '../../test/journey/support/orders.ts';

describe('a shop without tabs, pickups, imports, the board and mails', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop(0, ['-c', 'without=tabs,pickups,imports,board', '-c', 'mail=off']);
  });
  afterAll(() => shop.stop());

  it('makes orders with the functions that are left', async () => {
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 10);
    const health = await (await fetch(`${shop.target.url}/_local/health`)).json();
    const own = ['barista', 'cashier', 'counter', ...workers.map((worker) => worker.function)];
    expect(Object.keys(Object(health).functions).toSorted()).toEqual(own.toSorted());
  });

  it.each([
    ['tab', 'table-7', 'tabs'],
    ['pickupAt', new Date(Date.now() + 3_600_000).toISOString(), 'pickups'],
  ])('answers 422 to an order with a field whose queue it does not have: %s', async (field, value, part) => {
    const { status, body } = await post(shop.target, aRequest({ [field]: value }));
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: [
        { pointer: `/${field}`, detail: `${field} should be absent, because this shop has no ${part}, got '${value}'` },
      ],
    });
  });

  it.each(['/', '/board.json', '/imports/6e1a5f0e-5d0b-4c39-9a43-0d1f7c6b2a10'])('has no route %s', async (path) => {
    const { status } = await fetch(`${shop.target.url}${path}`);
    expect(status).toBe(404);
  });

  it('describes only the calls and fields that it has', async () => {
    const description = Object(await (await fetch(`${shop.target.url}/openapi.json`)).json());
    expect(Object.keys(description.paths)).toEqual([
      ...['/orders', '/orders/{orderId}', '/orders/{orderId}/collect', '/menu', '/docs', '/openapi.json'],
    ]);
    expect(Object.keys(description.components.schemas.OrderRequest.properties)).toEqual(['customer', 'lines']);
  });
});
