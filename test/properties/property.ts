import fc from 'fast-check';
import * as v from 'valibot';

/** How many inputs a property takes: `few` in `npm test`, `many` in `npm run test:properties`. */
export type Counts = { readonly few: number; readonly many: number };

const sizes = ['few', 'many'] as const;
const { PROPERTY_INPUTS = 'few', FAST_CHECK_SEED, FAST_CHECK_PATH } = process.env;
const size = v.parse(
  v.picklist(sizes, `PROPERTY_INPUTS should be ${sizes.join(' or ')}, got '${PROPERTY_INPUTS}'`),
  PROPERTY_INPUTS,
);

/** The seed of `npm test`. Every run draws the same inputs, so a change of the code is the only reason for a new failure. */
const FIXED_SEED = 20261126;
const seed = v.parse(
  v.pipe(v.number(), v.safeInteger(`FAST_CHECK_SEED should be a whole number, got '${FAST_CHECK_SEED}'`)),
  Number(FAST_CHECK_SEED ?? FIXED_SEED),
);

export const countOf = (counts: Counts): number => counts[size];

/** The time limit of a property in milliseconds, from the longest time that one input takes on a busy computer. */
export const timeFor = (counts: Counts, millisecondsEach = 60): number => 60_000 + countOf(counts) * millisecondsEach;

/** An input that has no result after this long counts as one that never has. */
const MOST_MILLISECONDS = 10_000;

/** What a property saw: how often each kind of result. */
export type Seen = ReadonlyMap<string, number>;

/**
 * Checks a property on random inputs, and prints how many ran and what came of them.
 *
 * @param check throws if the property does not hold for an input; returns the kinds of result that it saw
 * @returns how often each kind of result was seen, so that a test can show that its inputs reach what it tests
 * @throws Error with the smallest input that fails and a command that replays it, or if fewer inputs ran than planned
 */
export const holdsFor = async <Input>(
  inputs: fc.Arbitrary<Input>,
  counts: Counts,
  check: (input: Input) => Promise<readonly string[]>,
): Promise<Seen> => {
  const planned = countOf(counts);
  const seen = new Map<string, number>();
  let ran = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    const kinds = await check(input);
    ran += 1;
    for (const kind of kinds) seen.set(kind, (seen.get(kind) ?? 0) + 1);
  });
  const replay = FAST_CHECK_PATH === undefined ? {} : { path: FAST_CHECK_PATH };
  const details = await fc.check(property, { seed, numRuns: planned, timeout: MOST_MILLISECONDS, ...replay });
  if (details.failed) {
    const { errorInstance: cause } = details;
    say(`${title()}: failed at input ${details.numRuns} of ${planned}, seed ${seed}`);
    throw new Error(`${await fc.asyncDefaultReportMessage(details)}\n\n${replayOf(details)}`, { cause });
  }
  say(`${title()}: ${ran} of ${planned} inputs, seed ${seed}: ${summary(seen)}`);
  if (ran !== planned && FAST_CHECK_PATH === undefined)
    throw new Error(`${planned} inputs should run, got ${ran} with the seed ${seed}`);
  return seen;
};

const title = (): string => expect.getState().currentTestName ?? 'a property';

const summary = (seen: Seen): string =>
  Array.from(seen, ([kind, count]) => `${count} ${kind}`)
    .toSorted()
    .join(', ');

/** A path belongs to one property, so the command names its test. */
const replayOf = ({ seed, counterexamplePath }: Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath'>): string =>
  `Replay it: FAST_CHECK_SEED=${seed} FAST_CHECK_PATH=${counterexamplePath} npm run test:properties -- -t '${title()}'`;

/** Jest would print `console.log` with a stack trace. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
