// npm run load -- --port 3000 --orders 1000 --concurrency 20: measures the throughput of a running shop and its CPU time per order.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { postLoad } from '../../test/journey/support/load.ts';
import { depths, type StoredOrder, stored } from '../../test/journey/support/orders.ts';
import { readTarget, type Target } from '../../test/journey/support/target.ts';

const healthSchema = v.object({ cpuMilliseconds: v.record(v.string(), v.number()) });

const LIMIT_SECONDS = 120;
const PROGRESS_SECONDS = 5;
const POLL_MILLISECONDS = 100;
const BATCH = 100;

/** @throws Error if no shop answers at the URL */
const cpu = async ({ url }: Target): Promise<Record<string, number>> => {
  const response = await fetch(`${url}/_local/health`).catch(() => undefined);
  if (!response?.ok)
    throw new Error(
      `a local shop should answer at ${url}, got ${response?.status ?? 'no answer'}: open it with "npm start"`,
    );
  return v.parse(healthSchema, await response.json()).cpuMilliseconds;
};

/** The orders of a run that do not change any more, and those that still do. */
type Progress = { readonly done: StoredOrder[]; readonly waiting: string[] };

const FINAL = ['READY', 'STUCK', 'COLLECTED', 'CANCELLED'];

/** Reads the waiting orders, oldest first, until one is not done. */
const readProgress = async (target: Target, { done, waiting }: Progress): Promise<void> => {
  while (waiting.length > 0) {
    const records = await stored(target, waiting.slice(0, BATCH));
    const final = records.filter(({ status }) => FINAL.includes(status));
    const ids = new Set(final.map(({ orderId }) => orderId));
    done.push(...final);
    waiting.splice(0, BATCH, ...waiting.slice(0, BATCH).filter((id) => !ids.has(id)));
    if (ids.size < BATCH) return;
  }
};

/** Waits until every order is done. Says every few seconds how many are. Returns the records. */
const waitForOrders = async (target: Target, orderIds: readonly string[]): Promise<StoredOrder[]> => {
  const progress: Progress = { done: [], waiting: [...orderIds] };
  const end = performance.now() + LIMIT_SECONDS * 1000;
  let next = performance.now() + PROGRESS_SECONDS * 1000;
  for (;;) {
    await readProgress(target, progress);
    if (progress.waiting.length === 0) return progress.done;
    if (performance.now() > end) throw new Error(await lateSentence(target, orderIds.length, progress));
    if (performance.now() > next) {
      console.log(`${progress.done.length} of ${orderIds.length} orders are done`);
      next += PROGRESS_SECONDS * 1000;
    }
    await delay(POLL_MILLISECONDS);
  }
};

const lateSentence = async (target: Target, orders: number, { done }: Progress): Promise<string> => {
  const left = Object.entries(await depths(target)).map(([queue, messages]) => `${queue} ${messages}`);
  return `${orders} orders should be done within ${LIMIT_SECONDS} s, got ${done.length}. Messages: ${left.join(', ')}`;
};

const readCount = (name: string, value: string, least: number): number => {
  const count = Number(value);
  if (Number.isInteger(count) && count >= least) return count;
  throw new Error(`--${name} should be a whole number from ${least}, got '${value}'`);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      orders: { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '20' },
      tabs: { type: 'string', default: '10' },
    },
  });
  const load = {
    orders: readCount('orders', values.orders, 1),
    concurrency: readCount('concurrency', values.concurrency, 1),
    tabs: readCount('tabs', values.tabs, 1),
  };
  const target = readTarget(values.port);
  const before = await cpu(target);
  const began = performance.now();
  const { all } = await postLoad(target, load);
  const accepted = performance.now();
  const orderIds = all.map(({ orderId }) => orderId);
  const records = await waitForOrders(target, orderIds);
  const done = performance.now();
  const after = await cpu(target);

  const perSecond = (milliseconds: number): string => ((1000 * load.orders) / milliseconds).toFixed(0);
  const ready = records.filter(({ status, attempts }) => status === 'READY' && attempts === 1).length;
  console.log(`${ready} of ${load.orders} orders were READY at the first attempt`);
  console.log(
    `${perSecond(accepted - began)} orders per second were accepted, ${perSecond(done - began)} per second were made`,
  );
  for (const [part, used] of Object.entries(after))
    console.log(
      `CPU time of ${part.padEnd(8)} ${((used - (before[part] ?? 0)) / load.orders).toFixed(2)} ms per order`,
    );
  process.exitCode = ready === load.orders ? 0 : 1;
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
