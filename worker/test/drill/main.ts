// node worker/test/drill/main.ts [--ends N]: kills and stops workers in mid-order while orders flow, and then checks that no order is
// lost and that each was made once. Then a poison pill on a standard and on a FIFO queue ends exactly one worker each.
// It opens a local shop. ORDERBOARD_TARGET=localstack takes the shop of "npm run test:localstack -- --keep".
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { allDone, depths, stored } from '../../../test/journey/support/orders.ts';
import { type AnnouncedEvent, subscribe } from '../../../test/journey/support/probe.ts';
import { outOfOrder } from '../../../test/journey/support/tabs.ts';
import { targetKind } from '../../../test/journey/support/target.ts';
import { until } from '../../../test/journey/support/until.ts';
import { behaviours, type Standing } from '../../../test/parity/table.ts';
import { buildWorker } from '../../build.ts';
import { notMadeOnce, overlapsIn } from './checks.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { startFlow } from './flow.ts';
import { takePills } from './pills.ts';
import { openWorkersShop, type WorkersShop } from './shop.ts';

const WORKERS = 3;
/** Longer than the visibility timeout and the retries after it. */
const RECOVERY_SECONDS = 600;

const say = (line: string): void => console.log(line);

/** Ends workers in the middle of an order, by turns with SIGKILL and SIGTERM, and starts others. Returns how the stopped ones ended. */
const endInMidOrder = async ({ members, start }: Fleet, ends: number) => {
  const stopped: Promise<number | NodeJS.Signals | null>[] = [];
  for (let n = 1; n <= ends; n++) {
    const read = async () => members.filter(({ open }) => open.size > 0);
    const busy = await until(read, ({ length }) => length > 0, { seconds: 120 });
    const member = busy[Math.floor(Math.random() * busy.length)];
    if (!member) continue;
    members.splice(members.indexOf(member), 1);
    start();
    if (n % 2 === 0) stopped.push(member.end('SIGTERM'));
    else await member.end('SIGKILL');
    if (n % 10 === 0) say(`${n} of ${ends} workers ended in mid-order`);
    await delay(500 + Math.random() * 1000);
  }
  return Promise.all(stopped);
};

/** LocalStack gives up the order of a group by itself, so it proves nothing about the workers there. */
const tabFaults = (tabs: readonly (readonly string[])[], events: readonly AnnouncedEvent[]): string[] => {
  const standing: Standing = behaviours.group[targetKind];
  if (standing.kind !== 'differs') return tabs.flatMap((tab) => outOfOrder(tab, events));
  say(`the order of ${tabs.length} tabs is not checked on ${targetKind}: ${standing.how}`);
  return [];
};

const drill = async ({ target, variables }: WorkersShop, folder: string, ends: number): Promise<string[]> => {
  const probe = await subscribe(target, 'drill');
  const fleet = createFleet({ folder, variables });
  for (let n = 0; n < WORKERS; n++) fleet.start();
  const flow = startFlow(target);
  const began = Date.now();
  const stops = await endInMidOrder(fleet, ends);
  await flow.end();
  say(`${flow.accepted.length} orders were accepted in ${Math.round((Date.now() - began) / 1000)} s; waiting for them`);

  const orderIds = flow.accepted;
  const notReady = async () => (await stored(target, orderIds)).filter(({ status }) => status !== 'READY').length;
  const waiting = Date.now();
  await until(notReady, (count) => count === 0, { seconds: RECOVERY_SECONDS });
  await allDone(target, RECOVERY_SECONDS);
  say(`all of them are READY ${Math.round((Date.now() - waiting) / 1000)} s after the last end`);

  const records = await stored(target, orderIds);
  const events = await probe.events(orderIds, Number.POSITIVE_INFINITY);
  const { ordersDlq, tabsDlq } = await depths(target);
  const again = records.filter(({ attempts }) => attempts > 1).length;
  say(`${again} orders were claimed again after their worker had died; ${fleet.runs.length} runs of prepare in all`);
  const faults = [
    ...(records.length === orderIds.length ? [] : [`${orderIds.length - records.length} orders have no record`]),
    ...notMadeOnce(orderIds, events).map((orderId) => `${orderId} did not become READY exactly once`),
    ...overlapsIn(fleet.runs).map((orderId) => `two runs of prepare overlap: ${orderId}`),
    ...tabFaults([...flow.byTab.values()], events),
    ...(ordersDlq + tabsDlq === 0 ? [] : [`${ordersDlq + tabsDlq} messages are in dead-letter queues`]),
    ...stops.filter((code) => code !== 0).map((code) => `a stopped worker ended with ${code} instead of 0`),
    ...(await takePills(target, fleet, say)),
  ];
  say(`${Math.ceil(ends / 2)} workers were killed, ${stops.length} were stopped`);
  await Promise.all(fleet.members.map((member) => member.end('SIGKILL')));
  await probe.close();
  return faults;
};

const { values } = parseArgs({ options: { ends: { type: 'string', default: '100' } } });
const folder = mkdtempSync(join(tmpdir(), 'orderboard-drill-'));
await buildWorker(folder);
const shop = await openWorkersShop();
const faults = await drill(shop, folder, Number(values.ends)).finally(() => shop.close());
rmSync(folder, { recursive: true });
for (const fault of faults) console.error(fault);
say(faults.length === 0 ? 'the drill found nothing' : `the drill found ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
