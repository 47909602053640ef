import * as v from 'valibot';
import { samples } from '../../lambda/product/index.ts';
import type { Shop } from '../../test/journey/support/launch-shop.ts';
import { type Accepted, postLoad } from '../../test/journey/support/load.ts';
import { allDone, depths, stored } from '../../test/journey/support/orders.ts';
import { type AnnouncedEvent, subscribe } from '../../test/journey/support/probe.ts';
import { outOfOrder } from '../../test/journey/support/tabs.ts';
import { launchShopWithShortTimes } from './barista-times.ts';

const ORDERS = 300;
const KILLS = 5;

/** Waits until the barista prepares an order, kills it and returns the number of killed instances. */
const killAtWork = async ({ target, line }: Shop): Promise<number> => {
  await line(/barista .*order\.preparing/);
  const response = await fetch(`${target.url}/_local/functions/barista/kill`, { method: 'POST' });
  return v.parse(v.object({ killed: v.number() }), await response.json()).killed;
};

describe('a barista that is killed five times during prepare', () => {
  let shop: Shop;
  let accepted: Accepted;
  let killed = 0;
  let events: readonly AnnouncedEvent[];

  beforeAll(async () => {
    shop = await launchShopWithShortTimes();
    const probe = await subscribe(shop.target, 'kill-probe');
    const posting = postLoad(shop.target, { orders: ORDERS, concurrency: 20, tabs: 10, line: samples.longestLine });
    for (let n = 0; n < KILLS; n++) killed += await killAtWork(shop);
    accepted = await posting;
    await allDone(shop.target, 150);
    const orderIds = accepted.all.map(({ orderId }) => orderId);
    events = await probe.events(orderIds, 3 * ORDERS);
  });
  afterAll(() => shop.stop());

  it('loses no order: every order becomes READY, the interrupted ones after more than one attempt', async () => {
    const ids = accepted.all.map(({ orderId }) => orderId);
    const records = await stored(shop.target, ids);

    expect(killed).toBeGreaterThanOrEqual(KILLS);
    expect(records).toHaveLength(ORDERS);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
    expect(records.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0);
  });

  it('makes each tab in its accepted order', () => {
    const lastBegun = [...events].reverse(); // an interrupted order is prepared again, and its last start counts
    expect([...accepted.byTab.values()].flatMap((tab) => outOfOrder(tab, lastBegun))).toEqual([]);
  });

  it('leaves no message on any queue', async () => {
    expect(await depths(shop.target)).toEqual({ orders: 0, tabs: 0, ordersDlq: 0, tabsDlq: 0 });
  });
});
