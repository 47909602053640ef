// npm run watch:measure -- --runs 20: measures the time from saving a file to the first order that the new code has made. It opens a
// shop of its own on a copy of the sources, so the checkout never changes.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { place } from '../../test/journey/support/orders.ts';
import { launchScratchShop, type ScratchShop } from './scratch-shop.ts';
import { readHandler, saveVersion } from './watch-edits.ts';

/** A customer places an order this often. More orders would take the CPU from the build. */
const ORDER_MILLISECONDS = 100;
const LIMIT_MILLISECONDS = 30_000;

/** Saves a version while orders come in. Returns the milliseconds until the first order that this version made. */
const measure = async (shop: ScratchShop, original: string, version: number): Promise<number> => {
  let done = false;
  const made = shop.line(new RegExp(`work\\.done version=${version}$`)).then(() => {
    done = true;
    return performance.now();
  });
  const began = performance.now();
  saveVersion(shop.folder, original, version);
  while (!done && performance.now() - began < LIMIT_MILLISECONDS) {
    await place(shop.target);
    await delay(ORDER_MILLISECONDS);
  }
  if (!done)
    throw new Error(
      `version ${version} should be live within ${LIMIT_MILLISECONDS} ms, got ${shop.said.filter((line) => line.includes('code.')).join('\n')}`,
    );
  return (await made) - began;
};

const readRuns = (given: string): number => {
  const runs = Number(given);
  if (Number.isInteger(runs) && runs > 0) return runs;
  throw new Error(`--runs should be a whole number from 1, got '${given}'`);
};

const quantile = (sorted: readonly number[], part: number): string =>
  (sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN).toFixed(0);

const report = (milliseconds: readonly number[]): void => {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const [first, median, third, most] = [0.25, 0.5, 0.75, 1].map((part) => quantile(sorted, part));
  console.log(`each: ${milliseconds.map((each) => each.toFixed(0)).join(' ')}`);
  console.log(
    `from saving a file to the first order made by the new code, ${sorted.length} times: ` +
      `median ${median} ms, quartiles ${first} and ${third} ms, maximum ${most} ms`,
  );
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  const runs = readRuns(values.runs);
  const shop = await launchScratchShop({ options: ['--watch'] });
  const interrupted = once(process, 'SIGINT').then(() => 'interrupted' as const);
  try {
    const original = readHandler(shop.folder);
    const milliseconds: number[] = [];
    for (let version = 1; version <= runs; version++) {
      const outcome = await Promise.race([measure(shop, original, version), interrupted]);
      if (outcome === 'interrupted') return;
      milliseconds.push(outcome);
    }
    report(milliseconds);
  } finally {
    await shop.stop();
    shop.remove();
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
process.exit();
