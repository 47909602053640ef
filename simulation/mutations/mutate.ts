import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPool } from '../search/pool.ts';
import { type Found, hunt } from '../search/search.ts';
import { type Bug, bugs } from './mutations.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '.orderboard');
const COPIED = ['lambda', 'simulation', join('lib', 'config.ts')];
const SEEDS = 1000;

/** Puts a bug into a copy of the code: the real one has no hooks for it. @throws Error when its place is not there any more */
const plant = (folder: string, { name, file, find, replace }: Bug): void => {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`'${name}' should find its place once in ${file}, got ${parts.length - 1}`);
  writeFileSync(path, parts.join(replace));
};

/** Hunts one bug, in up to a thousand small shops. */
export const huntBug = async (bug: Bug): Promise<Found | undefined> => {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'bug-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clean);
  try {
    plant(folder, bug);
    const pool = createPool(availableParallelism(), pathToFileURL(join(folder, 'simulation', 'search', 'worker.ts')));
    try {
      return await hunt(pool, SEEDS);
    } finally {
      await pool.close();
    }
  } finally {
    process.off('exit', clean);
    clean();
  }
};

const NAME_WIDTH = Math.max(...bugs.map(({ name }) => name.length));

/** Hunts every bug: one line each, as a row of a Markdown table. Answers whether all were found. */
export const huntBugs = async (say: (line: string) => void): Promise<boolean> => {
  let all = true;
  say(`| ${'bug'.padEnd(NAME_WIDTH)} | promise | found | seed | orders | steps of the shortest trace |`);
  say(`| ${'-'.repeat(NAME_WIDTH)} | --- | --- | --- | --- | --- |`);
  for (const bug of bugs) {
    const found = await huntBug(bug);
    all &&= found !== undefined;
    const columns = found
      ? [found.broken.promise, 'found', found.task.seed, found.task.orders, found.steps.length]
      : [bug.promise, 'not found', '-', '-', '-'];
    say(`| ${bug.name.padEnd(NAME_WIDTH)} | ${columns.join(' | ')} |`);
  }
  return all;
};
