import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { place, reaches, stored } from '../../test/journey/support/orders.ts';
import { launchScratchShop, type ScratchShop } from './scratch-shop.ts';
import { attachToThreads, placeInBundle, scriptUrl, type ThreadDebugger } from './thread-debugger.ts';

const SECONDS = 2;
const SOURCE = 'lambda/product/prepare.ts';

/** Short limits, so that the test can wait for longer than they last. */
const withShortTimes = (template: string): string =>
  template
    .replaceAll(/"Timeout": 12\b/g, `"Timeout": ${SECONDS}`)
    .replaceAll(/"VisibilityTimeout": 72\b/g, `"VisibilityTimeout": ${SECONDS}`)
    .replaceAll(/"RECORD_MILLISECONDS": "\d+"/g, '"RECORD_MILLISECONDS": "500"');

let shop: ScratchShop;
let debug: ThreadDebugger;
beforeAll(async () => {
  shop = await launchScratchShop({ options: ['--inspect', '--inspect-port', '0'], changeTemplate: withShortTimes });
  const url = shop.said.join('\n').match(/ws:\/\/\S+/)?.[0] ?? '';
  debug = await attachToThreads(url);
}, 60_000);
afterAll(async () => {
  debug?.close();
  await shop?.stop();
  shop?.remove();
});

it('pauses prepare at a breakpoint for longer than its limits, and makes the order once', async () => {
  // GIVEN a breakpoint at a line of TypeScript
  const line = readFileSync(join(shop.folder, SOURCE), 'utf8')
    .split('\n')
    .findIndex((text) => /\bawait\b/.test(text));
  const parsed = await debug.event((event) => /\/barista\/\d+\/index\.mjs$/.test(scriptUrl(event) ?? ''));
  const url = scriptUrl(parsed) ?? '';
  await debug.send(parsed.sessionId, 'Debugger.setBreakpointByUrl', { url, ...placeInBundle(url, SOURCE, line) });

  // WHEN an order is paused for longer than the timeout of the barista and the visibility timeout of its queue
  const { orderId } = await place(shop.target);
  const { sessionId } = await debug.event(({ method }) => method === 'Debugger.paused');
  await delay((SECONDS + 1) * 1000);
  await debug.send(sessionId, 'Debugger.resume');

  // THEN
  await reaches(shop.target, orderId, 'READY', 20);
  expect(await stored(shop.target, [orderId])).toMatchObject([{ attempts: 1 }]);
  expect(shop.said.filter((text) => /barista .*order\.preparing/.test(text))).toHaveLength(1);
  expect(shop.said.join('\n')).not.toMatch(/timed out|invocation\.failed/);
}, 30_000);
