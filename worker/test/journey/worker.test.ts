import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { launchShop, type Shop } from '../../../test/journey/support/launch-shop.ts';
import { allDone, depth, place, reaches } from '../../../test/journey/support/orders.ts';
import { ROOT } from '../../../test/journey/support/target.ts';

jest.setTimeout(120_000);

type Started = { readonly child: ChildProcess; readonly ended: Promise<unknown[]>; readonly lines: unknown[] };

/** Starts a worker of a shop, and waits until it polls. */
const startWorker = async ({ target }: Shop): Promise<Started> => {
  const args = ['worker/start.ts', '--port', new URL(target.url).port];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: unknown[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(JSON.parse(line).message));
  await once(reader, 'line');
  return { child, lines, ended: once(child, 'exit') };
};

describe('two workers of a shop without a barista', () => {
  let shop: Shop;
  let workers: readonly Started[] = [];
  beforeAll(async () => {
    shop = await launchShop(0, ['-c', 'compute=containers']);
    workers = await Promise.all([startWorker(shop), startWorker(shop)]);
  });
  afterAll(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await shop.stop();
  });

  it('make orders of all kinds', async () => {
    const orders = [await place(shop.target), await place(shop.target, { tab: 'table-1' })];
    for (const { orderId } of orders) await reaches(shop.target, orderId, 'READY', 30);
    await allDone(shop.target, 30);
  });

  it('end one by one: a poison pill ends exactly one, and a signal the other', async () => {
    const { sqs, outputs } = shop.target;
    const { OrdersQueueUrl: QueueUrl } = outputs;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{ "v": 1, "type": "worker.stop" }' }));
    const [code] = await Promise.race(workers.map(({ ended }) => ended));
    expect(code).toBe(0);
    const [left, ...others] = workers.filter(({ child }) => child.exitCode === null);
    expect(others).toEqual([]);
    expect(await depth(shop.target, QueueUrl)).toBe(0);

    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 30);
    left?.child.kill('SIGTERM');
    expect(await left?.ended).toEqual([0, null]);
    expect(left?.lines.at(-1)).toEqual({ event: 'worker.stopped', reason: 'SIGTERM' });
  });
});
