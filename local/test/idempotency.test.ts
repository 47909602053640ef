import { crowd } from '../../test/journey/support/crowd.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, stored } from '../../test/journey/support/orders.ts';

describe('an Idempotency-Key', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop.stop());

  it('stands for one order while the store is down: fifty keys, each sent six times, make fifty orders', async () => {
    const outage = `${shop.target.url}/_local/outages/dynamodb`;
    await fetch(outage, { method: 'PUT', body: '{"mode":"refuse"}' });
    const orders = await crowd(shop.target);
    await fetch(outage, { method: 'DELETE' });

    await allDone(shop.target, 120);

    const records = await stored(shop.target, orders.flat());
    expect(records).toHaveLength(50);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
  });
});
