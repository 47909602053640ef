import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../../test/journey/support/target.ts';

/** What a script writes to a page, computed in a process of its own, as the script does. */
const computePage = async (module: string, name: string): Promise<string> => {
  const code = `const { ${name} } = await import('./${module}'); process.stdout.write(await ${name}());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
  const [page, errors, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (exitCode !== 0) throw new Error(`${name} should compute a page, got exit code ${exitCode}:\n${errors}`);
  return page;
};

it.each([
  ['docs/cost.md', 'npm run cost -- --write', 'ops/cost/page.ts', 'costPage'],
  ['docs/scaling.md', 'npm run plan -- --write', 'ops/plan/page.ts', 'scalingPage'],
])('%s is current: fails if "%s" was not run', async (page, _script, module, name) => {
  expect(readFileSync(join(ROOT, page), 'utf8')).toBe(await computePage(module, name));
});
