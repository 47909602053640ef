import { spawnSync } from 'node:child_process';
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
