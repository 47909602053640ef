import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Options } from '../options.ts';
import { countsOf, promisesOf, ratiosTableOf, timesOf } from './figures.ts';
import { pageOf } from './page.ts';
import type { Report } from './report.ts';
import { textOf } from './tables.ts';
import { sentenceOf } from './tally.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'performance.md');

/** Prints a report as tables or as JSON, and writes its page if asked to. */
export const printReport = (report: Report, { json, write }: Pick<Options, 'json' | 'write'>): void => {
  console.log(json ? JSON.stringify(report, undefined, 2) : tablesOf(report));
  if (!write) return;
  writeFileSync(PAGE, pageOf(report));
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
