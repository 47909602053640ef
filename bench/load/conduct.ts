import { setTimeout as delay } from 'node:timers/promises';
import { watchBoard } from './board.ts';
import { followOrders } from './follow.ts';
import type { Interrupts } from './interrupts.ts';
import type { Options } from './options.ts';
import { requestBody } from './orders.ts';
import { placeOnce, placeWithKey } from './place.ts';
import type { Progress } from './progress.ts';
import type { Run, SentOrder } from './run.ts';
import { createSchedule, runSchedule } from './schedule.ts';
import type { Shop } from './shop.ts';

type Outage = { readonly from: number; readonly to: number };

/** Sends the orders, then reads them back. @throws Error if an outage is asked for and the shop is not local */
export const conductLoad = async (
  shop: Shop,
  options: Options,
  { progress, interrupts }: { readonly progress: Progress; readonly interrupts: Interrupts },
): Promise<Run> => {
  const cpuBefore = await shop.readCpu();
  if (options.outageSeconds > 0 && !cpuBefore)
    throw new Error(`--outage needs a local shop, got ${shop.url}: leave it out, or use --port`);
  const startedAt = Date.now();
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const boardEnds = new AbortController();
  const board = watchBoard({ read: shop.readBoard, now, sleep: sleepUntil(boardEnds.signal) }, boardEnds.signal);

  const { planned, orders, outage } = await sendOrders(shop, options, { now, progress, signal: interrupts.begin() });
  const orderIds = orders.flatMap(({ accepted }) => (accepted ? [accepted.orderId] : []));
  const following = interrupts.begin();
  const onProgress = (done: number): void => progress.show(now(), `${done} of ${orderIds.length} orders are done`);
  const follow = { look: shop.look, now, sleep: sleepUntil(following), onProgress };
  const looks = await followOrders(orderIds, follow, following);
  boardEnds.abort();
  progress.end();
  const cpu = used(cpuBefore, await shop.readCpu());
  return {
    ...{ options, url: shop.url, startedAt, planned, orders, looks, board: await board },
    ...(outage && { outage }),
    ...(cpu && { cpu }),
    interrupted: interrupts.happened(),
  };
};

type Sending = { readonly now: () => number; readonly progress: Progress; readonly signal: AbortSignal };

const sendOrders = async (shop: Shop, options: Options, { now, progress, signal }: Sending) => {
  const schedule = createSchedule(options.rate, options.durationSeconds);
  const place = options.key ? placeWithKey({ post: shop.post, sleep: delay }) : placeOnce({ post: shop.post });
  const orders: SentOrder[] = [];
  const inFlight = new Set<Promise<void>>();
  const send = async (n: number, dueAt: number): Promise<void> => {
    const lag = now() - dueAt;
    const placed = await place(requestBody(n, options.tabs));
    orders.push({ ...placed, dueAt, lag, took: now() - dueAt });
  };
  const start = (n: number, dueAt: number): void => {
    const sending = send(n, dueAt).finally(() => inFlight.delete(sending));
    inFlight.add(sending);
    if (n % Math.ceil(options.rate) === 0)
      progress.show(now(), `${n} of ${schedule.count} orders sent, ${inFlight.size} without an answer`);
  };
  const outage = takeStoreAway(shop, options, { now, signal });
  const sleep = sleepUntil(signal);
  await Promise.all([runSchedule(schedule, { now, sleep }, start, signal), outage]);
  await Promise.all(inFlight);
  return { planned: schedule.count, orders: orders.toSorted((a, b) => a.dueAt - b.dueAt), outage: await outage };
};

/** Takes the store away in the middle of the run, and always puts it back. */
const takeStoreAway = async (
  shop: Shop,
  { durationSeconds, outageSeconds }: Options,
  { now, signal }: Pick<Sending, 'now' | 'signal'>,
): Promise<Outage | undefined> => {
  if (outageSeconds === 0) return undefined;
  const sleep = sleepUntil(signal);
  await sleep(500 * (durationSeconds - outageSeconds));
  if (signal.aborted) return undefined;
  const from = now();
  try {
    await shop.setOutage(true);
    await sleep(1000 * outageSeconds);
  } finally {
    await shop.setOutage(false);
  }
  return { from, to: now() };
};

/** A pause that ends early with the signal. */
const sleepUntil =
  (signal: AbortSignal) =>
  async (milliseconds: number): Promise<void> => {
    await delay(milliseconds, undefined, { signal }).catch(() => {});
  };

type Cpu = Readonly<Record<string, number>> | undefined;

const used = (before: Cpu, after: Cpu): Cpu =>
  before &&
  after &&
  Object.fromEntries(Object.entries(after).map(([part, time]) => [part, time - (before[part] ?? 0)]));
