import { samples } from '../../lambda/product/index.ts';
import { type OpenTarget, openTarget } from '../../test/journey/support/open.ts';
import { allDone, place, stored } from '../../test/journey/support/orders.ts';
import { subscribe } from '../../test/journey/support/probe.ts';

const RACES = 500;
const AT_ONCE = 20;

describe('the counter', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const call = (method: string, path: string): Promise<Response> =>
    fetch(`${shop.target.url}/orders/${path}`, { method });

  it(`lets exactly one side win each of ${RACES} races between a cancellation and a barista`, async () => {
    const probe = await subscribe(shop.target, 'race-probe');
    const cancelled: string[] = [];
    const late: string[] = [];
    const race = async (n: number): Promise<void> => {
      const { orderId } = await place(shop.target, { lines: [n % 2 === 0 ? samples.line : samples.longestLine] });
      for (let look = 0; look < n % 8; look++) await call('GET', orderId); // each read delays the cancellation
      const { status } = await call('DELETE', orderId);
      (status === 200 ? cancelled : late).push(orderId);
      expect([200, 409]).toContain(status);
    };
    for (let n = 0; n < RACES; n += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => race(n + k)));
    await allDone(shop.target, 120);

    const statusesOf = async (ids: string[]) => new Set((await stored(shop.target, ids)).map(({ status }) => status));
    expect(cancelled.length + late.length).toBe(RACES);
    expect(Math.min(cancelled.length, late.length)).toBeGreaterThan(RACES / 50);
    expect([...(await statusesOf(cancelled))]).toEqual(['CANCELLED']);
    expect([...(await statusesOf(late))]).toEqual(['READY']);
    const events = await probe.events(cancelled, RACES);
    expect(events.filter(({ type }) => type !== 'order.cancelled')).toEqual([]);
  });
});
