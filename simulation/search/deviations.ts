import type { Tally } from '../invariants/tally.ts';

export type Expected = {
  /** How many orders the run should have. */
  readonly orders: number;
  /** Names of kinds that need not happen. */
  readonly optional?: (name: string) => boolean;
};

/**
 * How a run without a violation differs from its plan, one sentence each: an order is missing, or a kind was never drawn, or a kind
 * was drawn and never happened. A short run can lack a rare kind by chance.
 */
export const deviationsOf = (tally: Tally, { orders, optional = () => false }: Expected): string[] => {
  const accepted = tally.accepted ?? { drawn: 0, happened: 0 };
  const isShort = orders < ENOUGH_ORDERS;
  const lacking = Object.entries(tally).filter(([name, { happened }]) => happened === 0 && !optional(name) && !isShort);
  return [
    ...(accepted.drawn === orders ? [] : [`${orders} orders should be drawn, got ${accepted.drawn}`]),
    ...(accepted.happened > 0 ? [] : ['orders should be accepted, got none']),
    ...lacking.map(([name, { drawn }]) => `'${name}' should happen at least once, got 0 of ${drawn}`),
    ...Object.entries(tally)
      .filter(([, { drawn, happened, explained }]) => drawn !== happened + explained)
      .map(
        ([name, { drawn, happened, explained }]) =>
          `'${name}' should happen ${drawn - explained} times, got ${happened}`,
      ),
  ];
};

/** Prints the last line of a run without a violation. Answers whether it went as its plan asks for. */
export const concludeRun = (run: string, deviations: readonly string[], say: (line: string) => void): boolean => {
  if (deviations.length === 0) {
    say(`\n${run}: every promise was kept.`);
    return true;
  }
  say(`\n${run}: no promise was broken, but the run differs from its plan:`);
  for (const deviation of deviations) say(`  ${deviation}`);
  return false;
};

/** The rarest kind has 3 orders in 1,000, so that a run of this length lacks it once in three million. */
const ENOUGH_ORDERS = 5000;
