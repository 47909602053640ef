import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scratch } from './scratch.ts';

/** A scratch copy in which the steps of a recipe are carried out. */
export type RecipeCopy = {
  /** The code blocks of the recipe, in the order of the page. */
  readonly code: readonly string[];
  /** Every file that was written or edited by hand. */
  readonly byHand: ReadonlySet<string>;
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  /** @throws Error if the file does not hold the text */
  replace(path: string, text: string, other: string): void;
  read(path: string): string;
  /** Deletes a folder. */
  remove(path: string): void;
  /** Runs a command of the recipe. */
  run: Scratch['run'];
};

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'make-it-yours.md');

/** The section of the page with this heading. */
export const sectionOf = (heading: string): string => {
  const [, section] = readFileSync(PAGE, 'utf8').split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`docs/make-it-yours.md should have the heading '${heading}', got none`);
  return section.split('\n## ')[0] ?? '';
};

/** How many files a recipe edits by hand at the most, as its section says. @throws Error if it does not say it */
export const statedFiles = (section: string): number => {
  const [, stated] = /by hand:\W*(\d+|none)/.exec(section) ?? [];
  if (stated === undefined) throw new Error('a recipe should say "Files by hand:" and a number or none, got neither');
  return stated === 'none' ? 0 : Number(stated);
};

/** The code blocks of a section, without the indentation of a list. */
const codeOf = (section: string): string[] =>
  [...section.matchAll(/^( *)```\w*\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

export const openRecipe = (heading: string, { folder, run, remove }: Scratch): RecipeCopy => {
  const byHand = new Set<string>();
  const at = (path: string): string => {
    byHand.add(path);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    code: codeOf(sectionOf(heading)),
    ...{ byHand, read, run, remove },
    write: (path, text) => writeFileSync(at(path), text),
    append: (path, text) => appendFileSync(at(path), text),
    replace: (path, text, other) => {
      if (!read(path).includes(text)) throw new Error(`${path} should hold the text that the recipe replaces: ${text}`);
      writeFileSync(
        at(path),
        read(path).replace(text, () => other),
      );
    },
  };
};
