import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { place, reaches, stored } from '../../test/journey/support/orders.ts';
import { setBaristaTimes } from './barista-times.ts';
import { launchScratchShop, type ScratchShop } from './scratch-shop.ts';
import { attachToThreads, pausedIn, placeInBundle, scriptUrl, type ThreadDebugger } from './thread-debugger.ts';

/** Longer than a barista may need for an order on a busy machine. */
const SECONDS = 16;
const SOURCE = 'lambda/barista/barista.ts';

/** Short limits, so that the test can wait for longer than they last. */
const times = { timeout: SECONDS, lease: SECONDS + 1, visibilityTimeout: SECONDS, record: 0.5 };

let shop: ScratchShop;
let debug: ThreadDebugger;
beforeAll(async () => {
  const edit = (folder: string): void => setBaristaTimes(join(folder, 'cdk.out'), times);
  shop = await launchScratchShop({ options: ['--inspect', '--inspect-port', '0'], edit });
  // The barista has loaded its code after this order. On a busy machine, that can take longer than its timeout.
  await reaches(shop.target, (await place(shop.target)).orderId, 'READY', 20);
});
beforeEach(async () => {
  debug = await attachToThreads(shop.said.join('\n').match(/ws:\/\/\S+/)?.[0] ?? '');
});
afterEach(() => debug.close());
afterAll(async () => {
  await shop?.stop();
  shop?.remove();
});

/** Sets a breakpoint at the line of TypeScript that calls `prepare`. */
const breakBeforePrepare = async () => {
  const lines = readFileSync(join(shop.folder, SOURCE), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('await prepare('));
  const parsed = await debug.event((event) => /\/barista\/\d+\/index\.mjs$/.test(scriptUrl(event) ?? ''));
  const url = scriptUrl(parsed) ?? '';
  const { sessionId } = parsed;
  await debug.send(sessionId, 'Debugger.setBreakpointByUrl', { url, ...placeInBundle(url, SOURCE, line) });
  const pausedAt = (path: string) => debug.event((event) => pausedIn(event, url)?.includes(path) === true);
  return { sessionId, pausedAt };
};

const healthSchema = v.object({ mappings: v.array(v.object({ queue: v.string(), received: v.number() })) });

/** How many messages the mapping of a queue has received. */
const received = async (queueUrl: string): Promise<number> => {
  const response = await fetch(`${shop.target.url}/_local/health`);
  const { mappings } = v.parse(healthSchema, await response.json());
  return mappings.find(({ queue }) => queueUrl.endsWith(`/${queue}`))?.received ?? 0;
};

it('pauses in prepare, after a breakpoint and a step, for longer than its limits, and makes the order once', async () => {
  // GIVEN
  const { sessionId, pausedAt } = await breakBeforePrepare();
  const receivedBefore = await received(shop.target.outputs.OrdersQueueUrl);
  const saidBefore = shop.said.length;

  // WHEN an order is paused for longer than the timeout of the barista and the visibility timeout of its queue
  const { orderId } = await place(shop.target);
  await pausedAt(SOURCE);
  await debug.send(sessionId, 'Debugger.stepInto');
  await pausedAt('lambda/product/');
  await delay((SECONDS + 1) * 1000);
  await debug.send(sessionId, 'Debugger.resume');

  // THEN
  await reaches(shop.target, orderId, 'READY', 20);
  const said = shop.said.slice(saidBefore);
  expect(said.join('\n')).not.toMatch(/timed out|invocation\.failed/);
  expect(await stored(shop.target, [orderId])).toMatchObject([{ attempts: 1 }]);
  expect(await received(shop.target.outputs.OrdersQueueUrl)).toBe(receivedBefore + 1);
  expect(said.filter((text) => /barista .*order\.preparing/.test(text))).toHaveLength(1);
});

it('closes while a function is paused', async () => {
  const { pausedAt } = await breakBeforePrepare();
  await place(shop.target);
  await pausedAt(SOURCE);

  debug.close();

  expect(await shop.stop()).toBe(0);
});
