import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPool } from '../search/pool.ts';
import { type Found, searchSmallShops } from '../search/search.ts';
import { type Mutation, mutations } from './mutations.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '.orderboard');
const COPIED = ['lambda', 'simulation', 'lib'];
const SEEDS = 1000;

/** Puts a mutation into a copy of the code: the real one has no hooks for it. @throws Error when its place is not there any more */
const plant = (folder: string, { name, file, find, replace }: Mutation): void => {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`'${name}' should find its place once in ${file}, got ${parts.length - 1}`);
  writeFileSync(path, parts.join(replace));
};

/** Hunts one mutation, in up to a thousand small shops. */
export const searchMutation = async (mutation: Mutation): Promise<Found | undefined> => {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'bug-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clean);
  try {
    plant(folder, mutation);
    const pool = createPool(availableParallelism(), pathToFileURL(join(folder, 'simulation', 'search', 'worker.ts')));
    try {
      return await searchSmallShops(pool, SEEDS);
    } finally {
      await pool.close();
    }
  } finally {
    process.off('exit', clean);
    clean();
  }
};

const NAME_WIDTH = Math.max(...mutations.map(({ name }) => name.length));

/** Hunts every mutation: one line each, as a row of a Markdown table. Answers whether all were found. */
export const searchAllMutations = async (say: (line: string) => void): Promise<boolean> => {
  let all = true;
  say(`| ${'mutation'.padEnd(NAME_WIDTH)} | promise | found | seed | orders | steps of the shortest trace |`);
  say(`| ${'-'.repeat(NAME_WIDTH)} | --- | --- | --- | --- | --- |`);
  for (const mutation of mutations) {
    const found = await searchMutation(mutation);
    all &&= found !== undefined;
    const columns = found
      ? [found.violation.promise, 'found', found.task.seed, found.task.orders, found.steps.length]
      : [mutation.promise, 'not found', '-', '-', '-'];
    say(`| ${mutation.name.padEnd(NAME_WIDTH)} | ${columns.join(' | ')} |`);
  }
  return all;
};
