// npm run soak:browser -- --minutes 10: two pages and a phone show the board of a busy local shop. It prints their reads for each
// minute and their memory, and fails if the memory grows.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openBrowser } from '../../test/browser/open-browser.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { place } from '../../test/journey/support/orders.ts';
import { openScreens, type Sample, type Screen } from './support/screens.ts';

const ORDERS_A_MINUTE = 200;
/** Until the lists have their usual length. */
const WARM_UP_SECONDS = 60;
const SAMPLE_SECONDS = 10;
/** Each order is collected after this time, so the lists stay as long as those of a real shop. */
const COLLECT_SECONDS = 20;
/** The last third of the samples may have this much more memory than the first one. */
const MARGIN = 0.1;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes should be a number above 0, got '${values.minutes}'`);
  const [browser, shop] = await Promise.all([openBrowser(), launchShop()]);
  const ending = new AbortController();
  const load = sendOrders(shop, ending.signal);
  try {
    const screens = await openScreens(browser, shop.target.url);
    await delay(WARM_UP_SECONDS * 1000);
    const grown = await watch(screens, minutes);
    console.log(`${await count(load, ending)} orders were accepted`);
    if (grown.length > 0) throw new Error(grown.join('; '));
  } finally {
    ending.abort();
    await Promise.all([browser.close(), shop.stop()]);
  }
};

/** Sends orders at an even rate, and collects each one later. Returns how many were accepted. */
const sendOrders = async ({ target }: Shop, signal: AbortSignal): Promise<number> => {
  let accepted = 0;
  const one = async (n: number): Promise<void> => {
    const customer = { name: `Customer ${n}`, email: `customer-${n % 50}@example.org` };
    const { orderId } = await place(target, { customer, ...(n % 10 === 0 && { tab: `table-${n % 70}` }) });
    accepted++;
    await delay(COLLECT_SECONDS * 1000, undefined, { signal });
    await fetch(`${target.url}/orders/${orderId}/collect`, { method: 'POST' });
  };
  const began = Date.now();
  for (let n = 0; !signal.aborted; n++) {
    one(n).catch(() => undefined); // an order that is not accepted is missing in the count
    const next = began + ((n + 1) * 60_000) / ORDERS_A_MINUTE;
    await delay(Math.max(0, next - Date.now()), undefined, { signal }).catch(() => undefined);
  }
  return accepted;
};

const count = (load: Promise<number>, ending: AbortController): Promise<number> => {
  ending.abort();
  return load;
};

/** Samples the screens. Returns a sentence for each one whose memory has grown. */
const watch = async (screens: readonly Screen[], minutes: number): Promise<string[]> => {
  const samples = new Map<Screen, Sample[]>(screens.map((screen) => [screen, []]));
  const end = Date.now() + minutes * 60_000;
  for (const screen of screens) screen.takeReads();
  let minute = Date.now() + 60_000;
  while (Date.now() < end) {
    await delay(SAMPLE_SECONDS * 1000);
    for (const [screen, taken] of samples) taken.push(await screen.sample());
    if (Date.now() < minute) continue;
    minute += 60_000;
    for (const [screen, taken] of samples) console.log(lineOf(screen, taken));
  }
  return [...samples].flatMap(([{ name }, taken]) => growthOf(name, taken));
};

const lineOf = (screen: Screen, samples: readonly Sample[]): string => {
  const { bytes = 0, nodes = 0 } = samples.at(-1) ?? {};
  const { reads, unchanged } = screen.takeReads();
  const memory = `${(bytes / 1024 ** 2).toFixed(2)} MiB, ${nodes} nodes`;
  return `${screen.name.padEnd(10)} ${String(reads).padStart(3)} reads a minute, ${unchanged} of them unchanged; ${memory}`;
};

const growthOf = (name: string, samples: readonly Sample[]): string[] => {
  const third = Math.floor(samples.length / 3);
  const bytesOf = (part: readonly Sample[]) => part.reduce((sum, { bytes }) => sum + bytes, 0) / part.length;
  const first = bytesOf(samples.slice(0, third));
  const last = bytesOf(samples.slice(-third));
  const percent = (100 * (last / first - 1)).toFixed(1);
  console.log(`${name}: ${percent} % more memory in the last third than in the first`);
  const most = `${100 * MARGIN} % more memory`;
  return last > first * (1 + MARGIN) ? [`${name} should have at most ${most}, got ${percent} %`] : [];
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
