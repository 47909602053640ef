import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, aRequest, longOrderLines, place, post, reaches } from '../../test/journey/support/orders.ts';
import { subscribe } from '../../test/journey/support/probe.ts';

const MODES = ['refuse', 'hang', 'error', 'throttle'];
const lines = longOrderLines;

describe('during an outage, the shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  }, 30_000);
  afterAll(() => shop.stop());

  const fail = async (service: string, mode: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'PUT', body: JSON.stringify({ mode }) });
  };
  const mend = async (service: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'DELETE' });
  };

  it('makes the orders of a tab in every outage mode of SNS, and announces them afterwards', async () => {
    const probe = await subscribe(shop.target, 'outage-probe');
    const orderIds: string[] = [];
    for (const mode of MODES) {
      await fail('sns', mode);
      const first = await place(shop.target, { tab: 'table-1' });
      const second = await place(shop.target, { tab: 'table-1' });
      await reaches(shop.target, second.orderId, 'READY', 30);
      orderIds.push(first.orderId, second.orderId);
    }

    await mend('sns');

    await allDone(shop.target, 90);
    const events = await probe.events(orderIds, 2 * orderIds.length);
    const ready = events.filter(({ type }) => type === 'order.ready').map(({ orderId }) => orderId);
    expect([...new Set(ready)].toSorted()).toEqual(orderIds.toSorted());
  }, 180_000);

  it.each(MODES)(
    'refuses long orders while S3 is down (%s), and accepts short ones',
    async (mode) => {
      await fail('s3', mode);
      const { status, headers } = await post(shop.target, aRequest({ lines }));
      const short = await place(shop.target);
      await mend('s3');

      expect(status).toBe(503);
      expect(headers['retry-after']).toMatch(/^\d+$/);
      await reaches(shop.target, short.orderId, 'READY', 20);
    },
    30_000,
  );

  it('makes a long order once S3 works again, and answers 503 or 404 until then', async () => {
    const { orderId } = await place(shop.target, { lines });
    await fail('s3', 'error');
    await shop.line(/record\.failed|order\.ready/);
    const asked = await fetch(`${shop.target.url}/orders/${orderId}`);
    await mend('s3');

    expect([503, 404]).toContain(asked.status);
    await reaches(shop.target, orderId, 'READY', 60);
  }, 90_000);
});
