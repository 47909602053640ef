// npm run check:optional: deletes each optional folder in a scratch copy. The rest must compile, and the tests that read the checkout
// must pass. Without all of them, every test of the rest must pass. `-- --all` runs every test after each deletion, which takes long.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import optionalParts from '../optional-parts.json' with { type: 'json' };
import { withScratch } from './scratch.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const present = optionalParts.filter((folder) => existsSync(join(ROOT, folder)));

/** The page has its own types, because only it sees `document`. */
const pageProjects = present.includes('web') ? ['web', 'web/test'] : [];

/** The suites that need a shop: the one of LocalStack, and those that run on the local shop by default. */
const NEEDS_LOCALSTACK = /^test\/localstack\//;
const NEEDS_LOCAL = /^((ops|worker)\/)?test\/(journey|conformance|local)\//;

/** The tests that read files of the checkout. All others see a deleted folder only through imports, which the compiler checks. */
const READS_CHECKOUT =
  /^test\/(docs|parity|stages|checkers)\/|^test\/lambda\/(imports|handlers|page-file)\.|^test\/lib\/(bundle|stack|create-stacks)\./;

type Tests = 'all' | 'those that read the checkout';

const check = async (deleted: readonly string[], tests: Tests): Promise<void> => {
  await withScratch(async (scratch) => {
    for (const folder of deleted) scratch.remove(folder);
    await scratch.run('node_modules/typescript/bin/tsc');
    for (const project of deleted.includes('web') ? [] : pageProjects)
      await scratch.run('node_modules/typescript/bin/tsc', '-p', project);
    const folders = ['test', ...present.filter((folder) => !deleted.includes(folder))];
    const files = scratch
      .testFiles(...folders)
      .filter((path) => !NEEDS_LOCALSTACK.test(path) && !(deleted.includes('local') && NEEDS_LOCAL.test(path)))
      .filter((path) => tests === 'all' || READS_CHECKOUT.test(path));
    console.log(`without ${deleted.join(', ')}: tsc passed; ${await scratch.test(files)}`);
  });
};

try {
  const { all } = parseArgs({ options: { all: { type: 'boolean', default: false } } }).values;
  for (const folder of present) await check([folder], all ? 'all' : 'those that read the checkout');
  await check(present, 'all');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
