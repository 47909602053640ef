import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { type Accepted, postLoad } from '../../test/journey/support/load.ts';
import { allDone, depths, type StoredOrder, stored } from '../../test/journey/support/orders.ts';
import { type AnnouncedEvent, subscribe } from '../../test/journey/support/probe.ts';
import { outOfOrder } from '../../test/journey/support/tabs.ts';

const ORDERS = 1000;

describe('a thousand orders, twenty at a time, a tenth of them on tabs,', () => {
  let shop: Shop;
  let accepted: Accepted;
  let records: readonly StoredOrder[];
  let events: readonly AnnouncedEvent[];

  beforeAll(async () => {
    shop = await launchShop();
    const probe = await subscribe(shop.target, 'load-probe');
    accepted = await postLoad(shop.target, { orders: ORDERS, concurrency: 20, tabs: 10 });
    await allDone(shop.target, 60);
    const orderIds = accepted.all.map(({ orderId }) => orderId);
    records = await stored(shop.target, orderIds);
    events = await probe.events(orderIds, 2 * ORDERS);
  });
  afterAll(() => shop.stop());

  it('all become READY', () => {
    expect(records).toHaveLength(ORDERS);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
  });

  it('are each made once and announced', () => {
    expect(records.filter(({ attempts }) => attempts !== 1)).toEqual([]);
    const ready = events.filter(({ type }) => type === 'order.ready').map(({ orderId }) => orderId);
    expect(new Set(ready).size).toBe(ORDERS); // SNS may deliver an event twice
  });

  it('are made in the accepted order of each tab', () => {
    const tabs = [...accepted.byTab.values()];
    expect(tabs.map((tab) => tab.length)).toEqual(Array(10).fill(ORDERS / 100));
    expect(tabs.flatMap((tab) => outOfOrder(tab, events))).toEqual([]);
  });

  it('leave no message on any queue', async () => {
    expect(await depths(shop.target)).toEqual({ orders: 0, tabs: 0, ordersDlq: 0, tabsDlq: 0 });
  });
});
