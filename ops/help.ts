import { type Command, InvalidArgumentError } from 'commander';
import { MAX_WIDTH, wrap } from './printing/text.ts';

export type HelpNotes = {
  /** What the command changes, as the end of "It changes …". */
  readonly changes: string;
  /** Command lines after `npm run ops --`, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
};

/** Adds to the help of a command what it changes, and examples. */
export const addNotes = (command: Command, { changes, examples }: HelpNotes): Command => {
  const lines = examples.map(([line, does]) => `  # ${does}\n  npm run ops -- ${line}`);
  const effect = wrap(`It changes ${changes.replaceAll(/\s+/g, ' ')}.`, MAX_WIDTH).join('\n');
  return command.addHelpText('after', `\n${effect}\n\nExamples:\n${lines.join('\n')}`);
};

/** Reads the value of an option as a whole number. */
export const wholeNumber =
  (from: number, to: number) =>
  (given: string): number => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(`It should be a whole number from ${from} to ${to}.`);
  };

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads the value of an option as a duration such as `30s`, `15m`, `2h` or `7d`. Returns milliseconds. */
export const duration = (given: string): number => {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(given) ?? [];
  const milliseconds = UNITS[unit];
  if (milliseconds !== undefined && Number(count) > 0) return Number(count) * milliseconds;
  throw new InvalidArgumentError('It should be a number and s, m, h or d, such as 90s or 2h.');
};
