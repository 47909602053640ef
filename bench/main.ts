// npm run bench: the same job by our functions and by their peers, measured side by side.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Bundle, bundle } from './build.ts';
import { createCompare, planOf, withHonesty } from './compare.ts';
import { type Contestant, cashiers, PEERS, workers } from './contestants.ts';
import { environment, messageTemplate, requestBody } from './environment.ts';
import { createRunTask } from './measure/processes.ts';
import { type Options, readOptions, sizeOf } from './options.ts';
import { printReport } from './report/print.ts';
import type { Report } from './report/report.ts';
import { createTally } from './report/tally.ts';
import { versionOf } from './versions.ts';

const FOLDER = join(import.meta.dirname, '..', '.orderboard', 'bench');
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

/** The program of the fresh processes. It is built once, so that they begin at once. */
const buildChild = async (): Promise<string> => {
  const outfile = join(FOLDER, 'child.mjs');
  const entryPoints = [join(import.meta.dirname, 'measure', 'child.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24' });
  return outfile;
};

const compareAll = async (options: Options): Promise<Report> => {
  const size = sizeOf(options);
  const tally = createTally(planOf(size, workers.length, cashiers.length));
  const run = createRunTask(await buildChild(), environment());
  const input = { template: messageTemplate(1), request: requestBody(1) };
  const { figures, honesty } = createCompare({ run, size, tally, progress, input });
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

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  rmSync(FOLDER, { recursive: true, force: true });
  printReport(await compareAll(options), options);
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
