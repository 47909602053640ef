import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, aRequest, stored } from '../../test/journey/support/orders.ts';
import { ROOT } from '../../test/journey/support/target.ts';

const describeWithLocal = existsSync(join(ROOT, 'local')) ? describe : describe.skip;
const hasPython = spawnSync('python3', ['--version']).status === 0;
/** A machine of a developer can lack Python. CI must have it. */
const itWithPython = hasPython || process.env.CI ? it : it.skip;
const orderSchema = v.looseObject({ orderId: v.string(), status: v.string() });

jest.setTimeout(120_000);

describeWithLocal('the example clients', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop?.stop());

  /** The queue takes messages, but its answers do not arrive. */
  const outage = (method: string): Promise<Response> =>
    fetch(`${shop.target.url}/_local/outages/sqs`, { method, ...(method === 'PUT' && { body: '{"mode":"stall"}' }) });

  const orderCount = async (): Promise<number> => {
    const { dynamodb, outputs } = shop.target;
    const scan = new ScanCommand({ TableName: outputs.OrderTableName, Select: 'COUNT' });
    return (await dynamodb.send(scan)).Count ?? 0;
  };

  /** Runs a client. Its first call gets 503, although the queue takes the order. Returns what the client printed. */
  const run = async (command: string, file: string): Promise<unknown> => {
    const refused = shop.line(/cashier .*order\.refused/);
    await outage('PUT');
    const client = spawn(command, [join(ROOT, 'examples', 'clients', file), shop.target.url]);
    client.stdin.end(JSON.stringify(aRequest()));
    const printed = Promise.all([text(client.stdout), text(client.stderr), once(client, 'close')]);
    await refused;
    await outage('DELETE');
    const [stdout, stderr] = await printed;
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };

  const clients = [
    ['order.ts', process.execPath, it],
    ['order.py', 'python3', itWithPython],
  ] as const;

  for (const [file, command, itRuns] of clients)
    itRuns(`${file} places one order in spite of a retry, and collects it when it is READY`, async () => {
      const before = await orderCount();
      const { orderId, status } = v.parse(orderSchema, await run(command, file));
      expect(status).toBe('COLLECTED');
      await allDone(shop.target, 20);
      expect(await stored(shop.target, [orderId])).toMatchObject([{ status: 'COLLECTED', attempts: 1 }]);
      expect(await orderCount()).toBe(before + 1);
    });
});
