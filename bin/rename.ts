// npm run rename -- <noun>=<other> ...: renames nouns in every file that git tracks, and in the names of files and folders.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRename, parseRenames, type Rename } from './rename-words.ts';

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' });

const main = (): void => {
  const renames = parseRenames(process.argv.slice(2));
  const rename = createRename(renames);
  const changes = git('status', '--porcelain').trimEnd();
  if (changes !== '') throw new Error(`the checkout should have no changes, so that you can go back, got\n${changes}`);
  const paths = git('ls-files', '-z').split('\0').filter(isFile);
  for (const pair of renames) refuseMissing(pair, paths);
  for (const path of paths) {
    renameIn(path, rename);
    if (rename(path) !== path) move(path, rename(path));
  }
  console.log('Next: npm run format, the commands that write pages, npm run check and npm test.');
};

const refuseMissing = (pair: Rename, paths: readonly string[]): void => {
  const rename = createRename([pair]);
  const isUsed = (text: string): boolean => rename(text) !== text;
  if (paths.some((path) => isUsed(path) || isUsed(readFileSync(path, 'utf8')))) return;
  throw new Error(`'${pair.from}' should be a noun of the checkout, got one that no file has`);
};

/** Not a link. */
const isFile = (path: string): boolean => path !== '' && lstatSync(path).isFile();

const renameIn = (path: string, rename: (text: string) => string): void => {
  const bytes = readFileSync(path);
  const text = bytes.toString();
  if (bytes.includes(0) || rename(text) === text) return; // a picture, or nothing to rename
  writeFileSync(path, rename(text));
};

const move = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  git('mv', from, to);
  if (readdirSync(dirname(from)).length === 0) rmdirSync(dirname(from));
};

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
