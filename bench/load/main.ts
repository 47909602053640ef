// npm run load: sends orders to a shop on a schedule, reads each of them back, and writes a report with charts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { conductLoad } from './conduct.ts';
import { type Figures, figuresOf } from './figures.ts';
import { catchInterrupts } from './interrupts.ts';
import { readOptions } from './options.ts';
import { bundlePage } from './page-bundle.ts';
import { pageOf } from './page-html.ts';
import { createProgress } from './progress.ts';
import { openShop } from './shop.ts';
import { differencesOf, summaryOf } from './summary.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '.orderboard', 'load');

const writeReport = async (figures: Figures): Promise<string> => {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${figures.startedAt.slice(0, 19).replaceAll(':', '-')}.html`);
  writeFileSync(path, pageOf(figures, await bundlePage()));
  return relative(ROOT, path);
};

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  const progress = createProgress(process.stderr);
  const interrupts = catchInterrupts(progress.say);
  const shop = await openShop(options.shop);
  try {
    const figures = figuresOf(await conductLoad(shop, options, { progress, interrupts }));
    console.log(options.json ? JSON.stringify(figures, undefined, 2) : summaryOf(figures));
    progress.say(`report: ${await writeReport(figures)}`);
    if (differencesOf(figures).length > 0) process.exitCode = 1;
  } finally {
    await shop.close();
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
