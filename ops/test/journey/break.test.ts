import { workers } from '../../../lib/workers.ts';
import { within } from '../../../test/journey/support/limits.ts';
import { get, place, reaches } from '../../../test/journey/support/orders.ts';
import { type OpsOnTarget, openOps } from '../support/on-target.ts';

/** The queues that no barista works. */
const others = ['receipts', 'imports', ...workers.map(({ queue }) => queue)];

describe('a break of the baristas', () => {
  let shop: OpsOnTarget;
  beforeAll(async () => {
    shop = await openOps();
  });
  afterAll(async () => {
    await shop.ops(['break', 'off']);
    await shop.close();
  });

  const mappings = (state: string, changed: boolean) =>
    ['orders', 'tabs', 'pickups'].map((queue) => ({ queue, uuid: expect.any(String), state, changed }));

  it(
    'keeps orders waiting while the cashier takes them, and all of them are made afterwards',
    async () => {
      // GIVEN a break
      expect(await shop.opsJson(['break', 'on'])).toEqual({
        code: 0,
        json: { break: true, mappings: mappings('Disabled', true) },
      });
      // WHEN customers order
      const orders = [await place(shop.target), await place(shop.target, { tab: 'ops-3' })];
      // THEN the orders wait, and the status says why
      const { code, json } = await shop.opsJson(['status']);
      expect({ code, json }).toMatchObject({
        code: 1,
        json: {
          reasons: expect.arrayContaining(['mapping']),
          queues: [{ mapping: 'Disabled' }, {}, {}, ...others.map(() => ({ mapping: 'Enabled' }))],
        },
      });
      for (const { orderId } of orders) expect(await get(shop.target, orderId)).toMatchObject({ status: 'PLACED' });
      // WHEN the break ends
      const { stdout } = await shop.ops(['break', 'off']);
      // THEN
      expect(stdout).toContain('The baristas of orders, tabs and pickups are at work.\n');
      for (const { orderId } of orders) await reaches(shop.target, orderId, 'READY', 60);
    },
    within(120),
  );

  it('changes nothing when it is so already', async () => {
    const { code, stdout } = await shop.ops(['break', 'off']);
    expect(code).toBe(0);
    expect(stdout).toContain('are at work, as before.\n');
  });
});
