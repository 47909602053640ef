// npm run rename -- <noun>=<other> ...: renames nouns in every file that git tracks, and in the names of files and folders.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRename, parseRenames } from './rename-words.ts';

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' });

const main = (): void => {
  const rename = createRename(parseRenames(process.argv.slice(2)));
  const changes = git('status', '--porcelain').trimEnd();
  if (changes !== '') throw new Error(`the checkout should have no changes, so that you can go back, got\n${changes}`);
  for (const path of git('ls-files', '-z').split('\0').filter(isFile)) {
    renameIn(path, rename);
    if (rename(path) !== path) move(path, rename(path));
  }
  console.log('Next: npm run format, the commands that write pages, npm run check and npm test.');
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
