import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { GrowthReport } from '../growth.ts';
import type { Options } from '../options.ts';
import { countsOf, promisesOf, ratiosTableOf, timesOf } from './figures.ts';
import { GROWTH_HEADING, growthSectionOf, growthText } from './growth-tables.ts';
import { pageOf } from './page.ts';
import type { Report } from './report.ts';
import { textOf } from './tables.ts';
import { sentenceOf } from './tally.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'performance.md');

/** Prints a report as tables or as JSON, and writes its page if asked to. */
export const printReport = (report: Report, { json, write }: Pick<Options, 'json' | 'write'>): void => {
  console.log(json ? JSON.stringify(report, undefined, 2) : tablesOf(report));
  if (write) writePage(pageOf(report), partsOfPage().growth);
};

/** The same for a report on growth, which is the last section of the page. */
export const printGrowth = (report: GrowthReport, { json, write }: Pick<Options, 'json' | 'write'>): void => {
  console.log(json ? JSON.stringify(report, undefined, 2) : growthText(report));
  if (write) writePage(partsOfPage().comparison, growthSectionOf(report, new Date().toISOString().slice(0, 10)));
};

/** Each kind of run writes its part of the page and keeps the other one. */
const partsOfPage = (): { readonly comparison: string; readonly growth: string } => {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const at = page.indexOf(GROWTH_HEADING);
  return at < 0 ? { comparison: page, growth: '' } : { comparison: page.slice(0, at), growth: page.slice(at) };
};

const writePage = (comparison: string, growth: string): void => {
  writeFileSync(
    PAGE,
    `${[comparison, growth]
      .map((part) => part.trim())
      .join('\n\n')
      .trim()}\n`,
  );
  console.error(`wrote ${relative(ROOT, PAGE)}`);
};

const tablesOf = ({ workers, cashiers, references, measured }: Report): string =>
  [
    'A batch of ten orders:',
    textOf(countsOf(workers)),
    'Promises:',
    textOf(promisesOf(workers)),
    'Times on this machine, with quartiles:',
    textOf(timesOf(workers, 'batch')),
    `Times as ratios to ${references.workers}:`,
    textOf(ratiosTableOf(workers, 'batch')),
    'One request for an order:',
    textOf(countsOf(cashiers)),
    textOf(timesOf(cashiers, 'request')),
    `Times as ratios to the ${references.cashiers}:`,
    textOf(ratiosTableOf(cashiers, 'request')),
    `Measured: ${sentenceOf(measured)}.`,
  ].join('\n\n');
