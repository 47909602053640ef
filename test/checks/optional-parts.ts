// npm run check:optional: deletes each optional folder in a scratch copy. The rest must compile and pass its tests.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import optionalParts from '../optional-parts.json' with { type: 'json' };
import { withScratch } from './scratch.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const present = optionalParts.filter((folder) => existsSync(join(ROOT, folder)));

const check = async (deleted: readonly string[]): Promise<void> => {
  await withScratch(async (scratch) => {
    for (const folder of deleted) scratch.remove(folder);
    await scratch.run('node_modules/typescript/bin/tsc');
    const { files, passed, skipped } = await scratch.test();
    if (passed === 0) throw new Error(`without ${deleted.join(', ')} tests should run, got none`);
    console.log(
      `without ${deleted.join(', ')}: tsc passed, ${passed} tests in ${files} files passed, ${skipped} skipped`,
    );
  });
};

try {
  for (const folder of present) await check([folder]);
  await check(present);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
