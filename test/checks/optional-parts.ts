// npm run check:optional: deletes each optional folder in a scratch copy. The rest must compile and pass its tests.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import optionalParts from '../optional-parts.json' with { type: 'json' };
import { withScratch } from './scratch.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const present = optionalParts.filter((folder) => existsSync(join(ROOT, folder)));

/** The page has its own types, because only it sees `document`. */
const pageProjects = present.includes('web') ? ['web', 'web/test'] : [];

/** The suites that need a shop: the one of LocalStack, and those that run on the local shop by default. */
const NEEDS_LOCALSTACK = /^test\/localstack\//;
const NEEDS_LOCAL = /^(ops\/)?test\/(journey|conformance|local)\//;

const check = async (deleted: readonly string[]): Promise<void> => {
  await withScratch(async (scratch) => {
    for (const folder of deleted) scratch.remove(folder);
    await scratch.run('node_modules/typescript/bin/tsc');
    for (const project of deleted.includes('web') ? [] : pageProjects)
      await scratch.run('node_modules/typescript/bin/tsc', '-p', project);
    const folders = ['test', ...present.filter((folder) => !deleted.includes(folder))];
    const files = scratch
      .testFiles(...folders)
      .filter((path) => !NEEDS_LOCALSTACK.test(path) && !(deleted.includes('local') && NEEDS_LOCAL.test(path)));
    console.log(`without ${deleted.join(', ')}: tsc passed; ${await scratch.test(files)}`);
  });
};

try {
  for (const folder of present) await check([folder]);
  await check(present);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
