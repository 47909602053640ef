import { setTimeout as delay } from 'node:timers/promises';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { type Order, place, stored } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';
import { type OutageMode, outageModes } from '../engines/outages.ts';

const ORDERS = 20;
const AT_ONCE = 5;
const OUTAGE_SECONDS = 20;
/** After an outage of T, the last order is made within T/2 + 60 s. */
const LIMIT_SECONDS = OUTAGE_SECONDS / 2 + 60;

describe('after a store outage, a shop', () => {
  const shops = new Map<OutageMode, Shop>();
  beforeAll(async () => {
    for (const mode of outageModes) shops.set(mode, await launchShop()); // one after the other: a start needs both cores
  });
  afterAll(() => Promise.all([...shops.values()].map((shop) => shop.stop())));

  const recover = async ({ target }: Shop, mode: OutageMode): Promise<void> => {
    const outage = `${target.url}/_local/outages/dynamodb`;
    await fetch(outage, { method: 'PUT', body: JSON.stringify({ mode }) });
    const over = delay(OUTAGE_SECONDS * 1000);
    const orders: Order[] = [];
    while (orders.length < ORDERS)
      orders.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => place(target)))));
    await over;
    await fetch(outage, { method: 'DELETE' });

    const orderIds = orders.map(({ orderId }) => orderId);
    const ready = async (): Promise<number> =>
      (await stored(target, orderIds)).filter(({ status }) => status === 'READY').length;
    const began = Date.now();
    await until(ready, (count) => count === ORDERS, { seconds: LIMIT_SECONDS });
    expect(Date.now() - began).toBeLessThan(LIMIT_SECONDS * 1000);
  };

  it(`has made ${ORDERS} waiting orders within ${LIMIT_SECONDS} s, in every mode`, async () => {
    const outcomes = await Promise.allSettled([...shops].map(([mode, shop]) => recover(shop, mode)));
    const failed = outcomes.flatMap((outcome, n) =>
      outcome.status === 'rejected' ? [`${outageModes[n]}: ${outcome.reason}`] : [],
    );
    expect(failed).toEqual([]);
  });
});
