// npm run bench: the same job by our functions and by their peers, measured side by side.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundle } from './build.ts';
import { createCompare, planOf, withHonesty } from './compare.ts';
import { type Contestant, cashiers, ours, PEERS, workers } from './contestants.ts';
import { environment, input } from './environment.ts';
import { type GrowthReport, measureGrowth } from './growth.ts';
import { buildChild, createRunTask } from './measure/processes.ts';
import { type Options, readOptions, sizeOf } from './options.ts';
import { costliest, createProfiles } from './profile.ts';
import { printGrowth, printReport } from './report/print.ts';
import type { Report } from './report/report.ts';
import { textOf } from './report/tables.ts';
import { createTally, sentenceOf } from './report/tally.ts';
import { versionOf } from './versions.ts';

/** The bundles of this run. Another run can go on beside it. */
const FOLDER = join(import.meta.dirname, '..', '.orderboard', 'bench', String(process.pid));
const began = Date.now();

const progress = (text: string): void => {
  console.error(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}`);
};

const bundleAll = async (contestants: readonly Contestant[]): Promise<readonly Bundle[]> => {
  const bundles: Bundle[] = [];
  for (const contestant of contestants)
    bundles.push(await bundle(contestant, join(FOLDER, contestant.name.replaceAll(/\W+/g, '-'))));
  return bundles;
};

const compareAll = async (options: Options): Promise<Report> => {
  const size = sizeOf(options);
  const tally = createTally(planOf(size, workers.length, cashiers.length));
  const run = createRunTask(await buildChild(FOLDER), environment());
  const { figures, honesty } = createCompare({ run, size, tally, progress, input: input(1) });
  progress(`builds ${workers.length + cashiers.length} bundles`);
  const [workerBundles, cashierBundles] = [await bundleAll(workers), await bundleAll(cashiers)];
  const references = { workers: 'Powertools', cashiers: 'bare cashier' };
  const checked = await honesty(workerBundles);
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    versions: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
    rounds: { first: size.firstRounds, cpu: size.cpuRounds },
    references,
    workers: withHonesty(await figures(workerBundles, references.workers), checked),
    cashiers: await figures(cashierBundles, references.cashiers),
    measured: tally.close(),
  };
};

/** How often the barista starts, and how often it works after a warm-up. */
const PROFILES = { first: 10, cpu: 3 } as const;
const COSTLIEST = 15;

const profileBarista = async (options: Options): Promise<string> => {
  const size = sizeOf(options);
  const run = createRunTask(await buildChild(FOLDER), environment());
  const tally = createTally({ 'profiled starts': PROFILES.first, 'profiled runs': PROFILES.cpu });
  const profiles = createProfiles({ run, size, tally, progress, input: input(1) });
  const [barista] = await bundleAll(workers.slice(0, 1));
  if (!barista) throw new Error('the first worker should be ours, got none');
  const starts = await profiles.starts(barista, PROFILES.first);
  const runs = await profiles.runs(barista, PROFILES.cpu);
  return [
    'Import and first batch:',
    textOf(costliest(starts, COSTLIEST, { unit: 'ms', factor: 1 })),
    'After the warm-up:',
    textOf(costliest(runs, COSTLIEST, { unit: 'µs per order', factor: 1000 })),
    `Measured: ${sentenceOf(tally.close())}.`,
  ].join('\n\n');
};

const compareSizes = async ({ quick }: Options): Promise<GrowthReport> => {
  const run = createRunTask(await buildChild(FOLDER), environment());
  progress('builds 3 bundles');
  const [barista, cashier, counter] = await bundleAll([
    ours('barista', 'handler'),
    ours('cashier', 'api'),
    ours('counter', 'api'),
  ]);
  if (!barista || !cashier || !counter) throw new Error('three bundles should be built, got fewer');
  return measureGrowth({ run, quick, progress, barista, cashier, counter });
};

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options.profile) console.log(await profileBarista(options));
  else if (options.growth) printGrowth(await compareSizes(options), options);
  else printReport(await compareAll(options), options);
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
