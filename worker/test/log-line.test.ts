import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'support', 'talking-worker.ts');

const levelsOf = (...args: readonly string[]): readonly unknown[] => {
  const { stdout } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).level);
};

it.each([
  { least: 'DEBUG', levels: ['DEBUG', 'INFO', 'WARN', 'ERROR'] },
  { least: 'INFO', levels: ['INFO', 'WARN', 'ERROR'] },
])('at the level $least, a worker writes lines of the levels $levels', ({ least, levels }) => {
  expect(levelsOf(least)).toEqual(levels);
});

it('goes on when the reader of its lines has ended', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'WAIT'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
