import type { Command } from 'commander';
import { duration, wholeNumber } from '../help.ts';
import { createProgram } from '../program.ts';

/** The commands that do something, with the words that name them. */
const leavesOf = (command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[words.join(' '), command]]
    : command.commands.flatMap((inner) => leavesOf(inner, [...words, inner.name()]));

const helpOf = (command: Command): string => {
  const said: string[] = [];
  command.configureOutput({ writeOut: (text) => said.push(text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return said.join('');
};

const { program } = createProgram();
const leaves = leavesOf(program);
const names = leaves.map(([name]) => name);

it('covers the commands of every group', () => {
  for (const name of ['status', 'order place', 'order trace', 'break on']) expect(names).toContain(name);
});

describe.each(leaves)('the help of "%s"', (name, command) => {
  const help = helpOf(command);

  it('says what the command changes', () => {
    expect(help).toMatch(/^It changes \S/m);
  });

  it('has an example of the command, and each example names a command', () => {
    const examples = [...help.matchAll(/^ {2}npm run ops (?:--silent )?-- (?:--json )?(.+)$/gm)].map(
      ([, example = '']) => example,
    );
    expect(examples.some((example) => `${example} `.startsWith(`${name} `))).toBe(true);
    for (const example of examples) expect(names.some((known) => `${example} `.startsWith(`${known} `))).toBe(true);
  });

  it('fits into 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

it.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
])('reads the duration %s', (given, milliseconds) => {
  expect(duration(given)).toBe(milliseconds);
});

it.each(['0s', '5', '1w', '-1h', '1.5h', ''])('refuses the duration "%s", and names the units', (given) => {
  expect(() => duration(given)).toThrow('It should be a number and s, m, h or d');
});

it('reads a whole number within its bounds only', () => {
  const read = wholeNumber(1, 10);
  expect(['1', '10'].map(read)).toEqual([1, 10]);
  for (const given of ['0', '11', '1.5', '-1', 'x', ''])
    expect(() => read(given)).toThrow('It should be a whole number from 1 to 10.');
});
