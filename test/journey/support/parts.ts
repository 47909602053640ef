import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Part, withoutOf } from '../../../lib/parts.ts';

const contextSchema = v.object({ context: v.object({ without: v.string(), mail: v.picklist(['on', 'off']) }) });
const cdkJson: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'cdk.json'), 'utf8'));
const { mail, ...context } = v.parse(contextSchema, cdkJson).context;

/** The parts of the stacks that `cdk.json` leaves out. */
export const without = withoutOf(context.without);

export type TestedPart = Part | 'receipts';

/** The same, and `receipts` if the shop mails nobody. */
export const leftOut: readonly TestedPart[] = [...without, ...(mail === 'off' ? ['receipts' as const] : [])];

export const has = (part: TestedPart): boolean => !leftOut.includes(part);

/** The options with which a shop has every part, whatever `cdk.json` leaves out. */
export const everyPart: readonly string[] = leftOut.length === 0 ? [] : ['-c', 'without=', '-c', 'mail=on'];

/** A note in the name of a test that does not run, because the shop does without a part. */
export const noteOn = (parts: readonly TestedPart[]): string | undefined => {
  const absent = parts.filter((part) => !has(part));
  return absent.length === 0 ? undefined : ` [left out in cdk.json: ${absent.join(', ')}]`;
};

/** The way in which a test of these parts runs. Without one of them, the report names the test as skipped. */
export const itWith = (...parts: readonly TestedPart[]) => {
  const note = noteOn(parts);
  const run = note === undefined ? it : it.skip;
  return (name: string, test: () => Promise<void>): void => run(`${name}${note ?? ''}`, test);
};

/** The same for all tests of a suite. */
export const describeWith = (part: TestedPart, name: string, tests: () => void): void => {
  const note = noteOn([part]);
  (note === undefined ? describe : describe.skip)(`${name}${note ?? ''}`, tests);
};
