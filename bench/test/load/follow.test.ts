import { type FollowDeps, followOrders, type Look, QUIET_SECONDS } from '../../load/follow.ts';

const record = (status: string): Look => ({ kind: 'record', status, version: 3, updatedAt: 1 });

/** A shop in virtual time: each order has the look that `lookAt` gives at that time. */
const inVirtualTime = (
  lookAt: (orderId: string, seconds: number) => Look,
): FollowDeps & { readonly now: () => number } => {
  let time = 0;
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
    look: async (orderId) => lookAt(orderId, time / 1000),
    onProgress: () => {},
  };
};

const forever = new AbortController().signal;
const ids = Array.from({ length: 250 }, (_, n) => `order ${n}`);

it('waits for each order until it changes no more', async () => {
  const shop = inVirtualTime((orderId, seconds) =>
    record(orderId === 'order 7' && seconds < 90 ? 'PREPARING' : 'READY'),
  );
  const looks = await followOrders(ids, shop, forever);
  expect(looks.size).toBe(250);
  expect(looks.get('order 7')).toEqual(record('READY'));
});

it('finds that an accepted order has no record after the quiet time', async () => {
  const shop = inVirtualTime((orderId) => (orderId === 'order 7' ? { kind: 'none' } : record('READY')));
  const looks = await followOrders(ids, shop, forever);
  expect([...looks].filter(([, { kind }]) => kind === 'none').map(([orderId]) => orderId)).toEqual(['order 7']);
  expect(shop.now()).toBeGreaterThanOrEqual(1000 * QUIET_SECONDS);
});

it('looks again after a failed look', async () => {
  const shop = inVirtualTime((_orderId, seconds) => (seconds < 30 ? { kind: 'failed' } : record('READY')));
  const looks = await followOrders(ids, shop, forever);
  expect([...looks.values()].every(({ kind }) => kind === 'record')).toBe(true);
});

it('looks once at every order if it is stopped', async () => {
  const shop = inVirtualTime(() => record('PLACED'));
  const looks = await followOrders(ids, shop, AbortSignal.abort());
  expect(looks.size).toBe(250);
  expect(shop.now()).toBe(0);
});
