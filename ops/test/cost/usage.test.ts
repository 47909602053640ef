import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { stageNames } from '../../../lib/stage-names.ts';
import { ROOT } from '../../../test/journey/support/target.ts';

const run = async (script: 'cost' | 'plan', args: readonly string[]) => {
  const child = spawn(process.execPath, [`ops/${script}/main.ts`, ...args], { cwd: ROOT });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
};

it.each(['cost', 'plan'] as const)(
  'the help of "npm run %s" fits into 80 columns and has exit codes and examples',
  async (script) => {
    const { code, stdout } = await run(script, ['--help']);
    expect(code).toBe(0);
    for (const part of ['Options:', 'Exit codes:', 'Examples:', 'It changes nothing', '--json', '--stage'])
      expect(stdout).toContain(part);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);

it.each([
  ['cost', ['--orders', 'x'], 'a whole number from 1 to'],
  ['cost', ['--orders', '0'], 'a whole number from 1 to'],
  ['cost', ['--stage', 'test'], `Allowed choices are ${stageNames.join(', ')}`],
  ['cost', ['--kind', 'tea'], 'Allowed choices are order, keyed'],
  ['cost', ['--batch', '11'], 'a whole number from 1 to 10'],
  ['cost', ['more'], 'too many arguments'],
  ['cost', ['--assembly', tmpdir()], 'manifest.json should be a file of a cloud assembly, got ENOENT'],
  ['plan', ['--prepare-ms', '200'], '--orders-per-second should be a number, got none'],
  ['plan', ['--orders-per-second', '5'], '--prepare-ms should be a number, got none'],
  ['plan', ['--orders-per-second', '-5', '--prepare-ms', '1'], "a number above 0 and at most 1000000, got '-5'"],
  ['plan', ['--orders-per-second', '5', '--prepare-ms', '0.5'], 'a whole number from 0 to'],
  ['plan', ['--orders-per-second', '5', '--prepare-ms', '5', '--outage-minutes', '0'], 'a whole number from 1 to'],
] as const)('"npm run %s -- %j" is refused as wrong usage', async (script, args, message) => {
  const { code, stdout, stderr } = await run(script, args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it('prints documents for scripts, and the exit code tells of an exceeded limit', async () => {
  const cost = await run('cost', ['--orders', '1000', '--json']);
  expect(cost.code).toBe(0);
  expect(JSON.parse(cost.stdout)).toMatchObject({ orders: 1000, stage: 'prod', usd: { made: expect.any(Number) } });
  const plan = await run('plan', ['--orders-per-second', '5000', '--prepare-ms', '200', '--json']);
  expect(plan.code).toBe(1);
  expect(JSON.parse(plan.stdout).exceeded.length).toBeGreaterThan(0);
});

it('takes each option of a bill, and gives every amount for all of its orders', async () => {
  const ofOrders = ['--orders', '10', '--kind', 'tab', '--bytes', '2000', '--batch', '3'];
  const { stdout } = await run('cost', [
    ...ofOrders,
    '--call-ms',
    '50',
    '--prepare-ms',
    '7',
    '--stage',
    'dev',
    '--json',
  ]);
  const bill = JSON.parse(stdout);
  expect(bill).toMatchObject({
    ...{ orders: 10, kind: 'tab', stage: 'dev' },
    assumptions: { bytes: 2000, batch: 3, callMilliseconds: 50, prepareMilliseconds: 7 },
  });
  const sumOf = (lines: readonly { readonly usd: number }[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
  expect(bill.floorUsd).toBeGreaterThan(0);
  expect(sumOf(bill.floor)).toBeCloseTo(bill.floorUsd, 12);
  expect(sumOf([...bill.floor, ...bill.above])).toBeCloseTo(bill.usd.made, 12);
});
