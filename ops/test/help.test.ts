import type { Command } from 'commander';
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
