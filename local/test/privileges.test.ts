import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { callsOf } from '../../test/journey/support/calls.ts';
import { finished, longestLineOrder, startImport } from '../../test/journey/support/imports.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import {
  allDone,
  aRequest,
  longOrderLines,
  place,
  postWithRetries,
  reaches,
} from '../../test/journey/support/orders.ts';
import { ROOT, type Target } from '../../test/journey/support/target.ts';
import { until } from '../../test/journey/support/until.ts';
import { compare, type Privilege } from './privileges/compare.ts';
import { privilegesPage } from './privileges/page.ts';
import { readStage, type Stage } from './privileges/stage.ts';

const call = (target: Target, method: string, path: string): Promise<Response> =>
  fetch(`${target.url}${path}`, { method });
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** Takes an order along each way of the API: to every queue, with a claim check, and to each of its ends. */
const useApi = async (target: Target): Promise<void> => {
  const key = randomUUID();
  for (let times = 0; times < 2; times++) await postWithRetries(target, aRequest(), key);
  const made = [
    await place(target),
    await place(target, { tab: 'table-1' }),
    await place(target, { pickupAt: inMinutes(5) }),
    await place(target, { lines: longOrderLines }),
  ];
  for (const { orderId } of made) await reaches(target, orderId, 'READY', 30);
  for (const { orderId } of made) await call(target, 'POST', `/orders/${orderId}/collect`);
  const { orderId } = await place(target, { pickupAt: inMinutes(60) });
  await call(target, 'DELETE', `/orders/${orderId}`);
  for (const path of ['/menu', '/board.json', `/orders/${orderId}`]) await call(target, 'GET', path);
};

/** Imports an order for every queue, and one whose message needs a claim check. */
const useImports = async (target: Target): Promise<void> => {
  const orders = [aRequest(), aRequest({ tab: 'table-3' }), aRequest({ pickupAt: inMinutes(60) }), longestLineOrder()];
  const importId = await startImport(target, 'ndjson', orders.map((order) => JSON.stringify(order)).join('\n'));
  expect(await finished(target, importId, 30)).toMatchObject({ status: 'done', accepted: orders.length });
  await allDone(target, 30);
};

/** Sends a message that is quarantined, and one of a newer version that is retried, to every queue. */
const sendBadMessages = async ({ sqs, outputs }: Target): Promise<void> => {
  const newer = JSON.stringify({ v: 99, type: 'order.placed' });
  const queueUrls = Object.entries(outputs).flatMap(([name, url]) => (name.endsWith('QueueUrl') && url ? [url] : []));
  for (const QueueUrl of queueUrls)
    for (const MessageBody of ['not JSON', newer]) {
      const id = randomUUID();
      const fifo = QueueUrl.endsWith('.fifo') ? { MessageGroupId: id, MessageDeduplicationId: id } : {};
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo }));
    }
};

/** Makes an order of a tab that cannot be announced. It is forwarded to `orders`, fails there, and is looked up when it is retried. */
const useOutage = async ({ target, line }: Shop): Promise<void> => {
  const outage = `${target.url}/_local/outages/sns`;
  await fetch(outage, { method: 'PUT', body: '{"mode":"error"}' });
  const failed = line(/barista .*record\.failed .*unannounced/);
  await place(target, { tab: 'table-2' });
  await failed;
  await fetch(outage, { method: 'DELETE' });
};

describe('the roles of the functions', () => {
  let shop: Shop;
  let calls: readonly Privilege[];
  let stages: { readonly dev: Stage; readonly prod: Stage };
  beforeAll(async () => {
    const [dev, prod] = await Promise.all([readStage('dev'), readStage('prod')]);
    stages = { dev, prod };
    shop = await launchShop();
    await useApi(shop.target);
    await useImports(shop.target);
    await sendBadMessages(shop.target);
    await useOutage(shop);
    const read = async () =>
      (await callsOf(shop.target)).map((used) => ({ ...used, resource: dev.nameOf(used.resource) }));
    calls = await until(read, (seen) => compare(dev, seen).unused.length === 0, { seconds: 30 }).catch(read);
  });
  afterAll(() => shop.stop());

  it.each(['dev', 'prod'] as const)('permit what the functions call, and nothing else (%s)', (stage) => {
    const { unused, missing } = compare(stages[stage], calls);
    expect({ unused, missing }).toEqual({ unused: [], missing: [] });
  });

  it.each(['dev', 'prod'] as const)('have no wildcard where a name is possible (%s)', (stage) => {
    expect(compare(stages[stage], calls).wide).toEqual([]);
  });

  it('are those of docs/privileges.md: fails if "npm run privileges" was not run', () => {
    expect(readFileSync(join(ROOT, 'docs', 'privileges.md'), 'utf8')).toBe(privilegesPage(stages));
  });
});
