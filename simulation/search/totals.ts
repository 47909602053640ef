import type { Count, Tally } from '../invariants/tally.ts';

/** The sums of the counts of many shops. */
export type Totals = {
  readonly shops: number;
  readonly virtualMilliseconds: number;
  readonly counts: Readonly<Record<string, number>>;
  /** What the plans drew and what happened. */
  readonly tally: Tally;
};

export const NO_TOTALS: Totals = { shops: 0, virtualMilliseconds: 0, counts: {}, tally: {} };

/** The part of a simulation's result that is added up. */
export type Countable = {
  readonly trace: { readonly counts: ReadonlyMap<string, number> };
  readonly statuses: ReadonlyMap<string, number>;
  readonly virtualMilliseconds: number;
  readonly tally: Tally;
};

/** The counts of one shop. */
export const totalsOf = ({ trace, statuses, virtualMilliseconds, tally }: Countable): Totals => ({
  shops: 1,
  virtualMilliseconds,
  counts: Object.fromEntries([...trace.counts, ...statuses]),
  tally,
});

export const addTotals = (a: Totals, b: Totals): Totals => {
  const counts = { ...a.counts };
  for (const [name, count] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + count;
  const virtualMilliseconds = a.virtualMilliseconds + b.virtualMilliseconds;
  return { shops: a.shops + b.shops, virtualMilliseconds, counts, tally: addTallies(a.tally, b.tally) };
};

const addTallies = (a: Tally, b: Tally): Tally => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, addCounts(a[name] ?? NONE, b[name] ?? NONE)]));
};

const NONE: Count = { drawn: 0, happened: 0, explained: 0 };

const addCounts = (a: Count, b: Count): Count => ({
  drawn: a.drawn + b.drawn,
  happened: a.happened + b.happened,
  explained: a.explained + b.explained,
});
