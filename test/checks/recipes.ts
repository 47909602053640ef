// npm run check:recipes: carries out each recipe of docs/make-it-yours.md that changes the code, with the code of the page, in a scratch
// copy. Format, types and every test must pass, and no recipe may edit more files than its page says. It takes long.
// `-- queue stage` carries out these only. `-- --quick` runs the checks without the tests.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import optionalParts from '../optional-parts.json' with { type: 'json' };
import { openRecipe, sectionOf, statedFiles } from './recipe-copy.ts';
import { recipes } from './recipe-steps.ts';
import { type Scratch, withScratch } from './scratch.ts';

type Name = keyof typeof recipes;

const isName = (name: string): name is Name => name in recipes;

const namesOf = (given: readonly string[]): readonly Name[] => {
  const names = given.length > 0 ? given : Object.keys(recipes);
  return names.map((name) => {
    if (isName(name)) return name;
    throw new Error(`a recipe should be one of ${Object.keys(recipes).join(', ')}, got '${name}'`);
  });
};

/** The command that renames refuses a checkout with changes, and the formatter reads what git ignores. */
const commitAll = ({ folder }: Scratch): void => {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args]);
  git('init', '-q');
  appendFileSync(join(folder, '.git', 'info', 'exclude'), 'node_modules\n'); // a link, which .gitignore does not match
  git('add', '--all');
  git('-c', 'user.name=recipes', '-c', 'user.email=recipes@example.org', 'commit', '-q', '-m', 'The copy');
};

const CHECKS = [[], ['-p', 'local/panel'], ['-p', 'web'], ['-p', 'web/test']];

const carryOut = (name: Name, isQuick: boolean): Promise<void> =>
  withScratch(async (scratch) => {
    const { heading, steps, pages } = recipes[name];
    commitAll(scratch);
    const copy = openRecipe(heading, scratch);
    await steps(copy);
    const most = statedFiles(sectionOf(heading));
    if (copy.byHand.size > most)
      throw new Error(`${name}: at most ${most} files should be edited, got ${[...copy.byHand].join(', ')}`);
    await scratch.run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.');
    for (const page of pages) await scratch.run(...page);
    await scratch.run('node_modules/@biomejs/biome/bin/biome', 'ci', '.');
    for (const project of CHECKS) await scratch.run('node_modules/typescript/bin/tsc', ...project);
    const tested = isQuick ? 'no tests ran' : await scratch.test(testsOf(scratch));
    console.log(`${name}: ${copy.byHand.size} files edited by hand; the checks passed; ${tested}`);
  });

/** All but those that need LocalStack. */
const testsOf = ({ folder, testFiles }: Scratch): string[] =>
  testFiles('test', ...optionalParts.filter((part) => existsSync(join(folder, part)))).filter(
    (path) => !path.startsWith('test/localstack/'),
  );

const fail = (text: string): void => {
  console.error(text);
  process.exitCode = 1;
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
  const names = namesOf(positionals);
  const failed: Name[] = [];
  for (const name of names)
    await carryOut(name, values.quick === true).catch((error: unknown) => {
      failed.push(name);
      fail(`${name}: ${textOf(error)}`);
    });
  console.log(`${names.length - failed.length} of ${names.length} recipes passed`);
  if (failed.length > 0) fail(`run them again with: npm run check:recipes -- ${failed.join(' ')}`);
} catch (error) {
  fail(textOf(error));
}
