import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { concludeRun, deviationsOf } from '../search/deviations.ts';
import { createPool } from '../search/pool.ts';
import { type Found, searchSmallShops } from '../search/small-shops.ts';
import { tallyTableOf } from '../search/table.ts';
import { commandOf } from '../search/task.ts';
import { type Mutation, mutations } from './mutations.ts';

/**
 * Searches the code without a mutation first: it must keep every promise in the same shops, or a mutation that is found proves
 * nothing. Then searches for every mutation and prints one row of a Markdown table for each. Answers whether the first search found
 * nothing and every other one a violation of the promise that its mutation breaks.
 */
export const searchAllMutations = async (say: (line: string) => void): Promise<boolean> => {
  if (!(await searchUnchanged(say))) return false;
  let allFound = true;
  say(`| ${'mutation'.padEnd(NAME_WIDTH)} | promise | found | seed | orders | steps of the shortest trace |`);
  say(`| ${'-'.repeat(NAME_WIDTH)} | --- | --- | --- | --- | --- |`);
  for (const mutation of mutations) {
    const found = await searchMutation(mutation);
    allFound &&= found !== undefined;
    const cells = found
      ? ['found', found.task.seed, found.task.orders, found.steps.length]
      : ['not found', '-', '-', '-'];
    say(`| ${mutation.name.padEnd(NAME_WIDTH)} | ${mutation.promise} | ${cells.join(' | ')} |`);
  }
  return allFound;
};

const searchUnchanged = async (say: (line: string) => void): Promise<boolean> => {
  const pool = createPool(availableParallelism());
  try {
    const { found, totals, orders } = await searchSmallShops(pool, MOST_SEEDS);
    say(tallyTableOf(totals.tally));
    const run = `${MOST_SEEDS.toLocaleString('en-US')} small shops without a mutation`;
    if (!found) return concludeRun(run, deviationsOf(totals.tally, { orders }), say);
    say(`\n${run}: broken: ${found.violation.promise}: ${found.violation.detail}\nreplay: ${commandOf(found.task)}`);
    return false;
  } finally {
    await pool.close();
  }
};

/** Searches up to 2,500 small shops for a violation of the promise that a mutation breaks. */
export const searchMutation = async (mutation: Mutation): Promise<Found | undefined> => {
  mkdirSync(COPIES, { recursive: true });
  const folder = mkdtempSync(join(COPIES, 'mutation-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', clean);
  try {
    mutateCopy(folder, mutation);
    return await searchCopy(folder, mutation.promise);
  } finally {
    process.off('exit', clean);
    clean();
  }
};

const ROOT = join(import.meta.dirname, '..', '..');
const COPIES = join(ROOT, '.orderboard');
const COPIED = ['lambda', 'simulation', 'lib'];
const MOST_SEEDS = 2500;
const NAME_WIDTH = Math.max(...mutations.map(({ name }) => name.length));

/** Mutates a copy, so the real code needs no hooks. @throws Error unless the text to replace occurs exactly once */
const mutateCopy = (folder: string, { name, file, find, replace }: Mutation): void => {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`'${name}' should match once in ${file}, got ${parts.length - 1} matches`);
  writeFileSync(path, parts.join(replace));
};

const searchCopy = async (folder: string, promise: string): Promise<Found | undefined> => {
  const worker = pathToFileURL(join(folder, 'simulation', 'search', 'worker.ts'));
  const pool = createPool(availableParallelism(), worker);
  try {
    return (await searchSmallShops(pool, MOST_SEEDS, promise)).found;
  } finally {
    await pool.close();
  }
};
