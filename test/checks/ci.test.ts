import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Runs parts of `.ci/checks` in a checkout that has these folders only, with an npm that notes its calls and fails as told. */
const runChecks = (present: readonly string[], parts: readonly string[], npmStatus = 0) => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-ci-'));
  folders.push(folder);
  for (const name of [...present, 'bin']) mkdirSync(join(folder, name));
  cpSync(join(ROOT, '.ci', 'checks'), join(folder, '.ci', 'checks'));
  const npm = join(folder, 'bin', 'npm');
  const calls = join(folder, 'calls');
  writeFileSync(npm, `#!/bin/sh\necho "$*" >> '${calls}'\nexit ${npmStatus}\n`);
  chmodSync(npm, 0o755);
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  const { status, stderr } = spawnSync('bash', [join(folder, '.ci', 'checks'), ...parts], { env, encoding: 'utf8' });
  return { status, stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
};

/** Windows has no bash, and a team can do without this script. */
const canRun = process.platform !== 'win32' && existsSync(join(ROOT, '.ci', 'checks'));

(canRun ? describe : describe.skip)('.ci/checks', () => {
  it('leaves out each part whose folder is deleted, and says so', () => {
    const { status, stderr, calls } = runChecks(['simulation'], ['simulate', 'product', 'worker', 'recipes']);
    expect(calls).toEqual(['run simulate -- --bugs']);
    expect(stderr).toContain('product is left out: the folder local is deleted');
    expect(stderr).toContain('worker is left out: the folder local is deleted');
    expect(stderr).toContain('recipes is left out: the folder examples is deleted');
    expect(status).toBe(0);
  });

  it('runs the parts after a failed one, and fails', () => {
    const { status, calls } = runChecks(['simulation', 'local'], ['simulate', 'product'], 1);
    expect(calls).toEqual(['run simulate -- --bugs', 'run check:second-product']);
    expect(status).toBe(1);
  });

  it('refuses a part that it does not have', () => {
    const { status, stderr, calls } = runChecks([], ['simulation']);
    expect(stderr).toMatch(/^the part should be one of install check .*, got 'simulation'$/m);
    expect({ status, calls }).toEqual({ status: 2, calls: [] });
  });

  it('needs only folders that are optional', () => {
    const needed = readFileSync(join(ROOT, '.ci', 'checks'), 'utf8').matchAll(/^ {4}[a-z |]+\) echo ([a-z ]+) ;;$/gm);
    const names = [...needed].flatMap(([, list = '']) => list.split(' '));
    const optional: string[] = JSON.parse(readFileSync(join(ROOT, 'test', 'optional-parts.json'), 'utf8'));
    expect(names.length).toBeGreaterThan(0);
    expect(optional).toEqual(expect.arrayContaining(names));
  });
});
