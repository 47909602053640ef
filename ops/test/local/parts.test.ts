import { workers } from '../../../lib/workers.ts';
import { launchShop, type Shop } from '../../../test/journey/support/launch-shop.ts';
import { place, reaches } from '../../../test/journey/support/orders.ts';
import { runOps } from '../support/run-ops.ts';

describe('a shop that does without parts', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop(0, ['-c', 'without=tabs,pickups,imports,board', '-c', 'mail=off']);
  });
  afterAll(() => shop.stop());

  const ops = (...args: string[]) => runOps([...args, '--port', new URL(shop.target.url).port]);

  it('is well, with its queues only', async () => {
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 30);
    const { code, stdout } = await ops('status', '--json');
    const { well, queues, orders, missing } = JSON.parse(stdout);
    expect({ code, well, orders, missing }).toEqual({ code: 0, well: true, orders: {}, missing: [] });
    expect(queues.map(({ name }: { readonly name: string }) => name)).toEqual([
      'orders',
      'receipts',
      ...workers.map(({ queue }) => queue).toSorted(),
    ]);
  });

  it('finds an order by its id or by a scan, because it has no board', async () => {
    const { orderId, number } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 30);
    const { code, stderr } = await ops('order', 'find', number);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('the shop should have the board, got a table without its index'),
    });
    const found = await ops('order', 'find', number, '--scan', '--yes', '--json');
    expect(JSON.parse(found.stdout)).toMatchObject({ orders: [{ orderId }] });
  });

  it('names only the queues that a break stops', async () => {
    const on = await ops('break', 'on');
    const off = await ops('break', 'off');
    expect([on.stdout, off.stdout]).toEqual([
      expect.stringContaining('The baristas of orders are on a break.\n'),
      'The baristas of orders are at work.\nThe waiting orders are made now.\n',
    ]);
  });

  it('refuses to reconcile a queue that it does not have, or whose messages are no orders', async () => {
    for (const queue of ['tabs', 'receipts']) {
      const { code, stderr } = await ops('dlq', 'reconcile', '--queue', queue, '--dry-run');
      expect({ code, stderr }).toEqual({ code: 2, stderr: `--queue should be one of orders, got '${queue}'\n` });
    }
  });
});

describe('a shop whose barista runs in containers', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop(0, ['-c', 'compute=containers']);
  });
  afterAll(() => shop.stop());

  const ops = (...args: string[]) => runOps([...args, '--port', new URL(shop.target.url).port]);

  it('is well, and names the containers at the queues of orders', async () => {
    const { code, stdout } = await ops('status', '--json');
    const { well, queues } = JSON.parse(stdout);
    expect({ code, well }).toEqual({ code: 0, well: true });
    expect(queues.slice(0, 4).map(({ mapping }: { readonly mapping: string }) => mapping)).toEqual([
      ...['containers', 'containers', 'containers'],
      'Enabled',
    ]);
  });

  it('refuses a break, and tells how to stop the containers', async () => {
    const { code, stderr } = await ops('break', 'on');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('got containers that poll them') });
  });
});
