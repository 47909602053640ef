import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPool } from '../search/pool.ts';
import { type Found, searchSmallShops } from '../search/small-shops.ts';
import { type Mutation, mutations } from './mutations.ts';

/** Searches for every mutation and prints one row of a Markdown table for each. Answers whether all were found. */
export const searchAllMutations = async (say: (line: string) => void): Promise<boolean> => {
  let allFound = true;
  say(`| ${'mutation'.padEnd(NAME_WIDTH)} | promise | found | seed | orders | steps of the shortest trace |`);
  say(`| ${'-'.repeat(NAME_WIDTH)} | --- | --- | --- | --- | --- |`);
  for (const mutation of mutations) {
    const found = await searchMutation(mutation);
    allFound &&= found !== undefined;
    const cells = found
      ? [found.violation.promise, 'found', found.task.seed, found.task.orders, found.steps.length]
      : [mutation.promise, 'not found', '-', '-', '-'];
    say(`| ${mutation.name.padEnd(NAME_WIDTH)} | ${cells.join(' | ')} |`);
  }
  return allFound;
};

/** Searches up to a thousand small shops for the violation that a mutation causes. */
export const searchMutation = async (mutation: Mutation): Promise<Found | undefined> => {
  mkdirSync(COPIES, { recursive: true });
  const folder = mkdtempSync(join(COPIES, 'mutation-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', clean);
  try {
    mutateCopy(folder, mutation);
    return await searchCopy(folder);
  } finally {
    process.off('exit', clean);
    clean();
  }
};

const ROOT = join(import.meta.dirname, '..', '..');
const COPIES = join(ROOT, '.orderboard');
const COPIED = ['lambda', 'simulation', 'lib'];
const MOST_SEEDS = 1000;
const NAME_WIDTH = Math.max(...mutations.map(({ name }) => name.length));

/** Mutates a copy, so the real code needs no hooks. @throws Error unless the text to replace occurs exactly once */
const mutateCopy = (folder: string, { name, file, find, replace }: Mutation): void => {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`'${name}' should match once in ${file}, got ${parts.length - 1} matches`);
  writeFileSync(path, parts.join(replace));
};

const searchCopy = async (folder: string): Promise<Found | undefined> => {
  const worker = pathToFileURL(join(folder, 'simulation', 'search', 'worker.ts'));
  const pool = createPool(availableParallelism(), worker);
  try {
    return await searchSmallShops(pool, MOST_SEEDS);
  } finally {
    await pool.close();
  }
};
