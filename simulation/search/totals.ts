/** The sums of the counts of many shops. */
export type Totals = {
  readonly shops: number;
  readonly virtualMilliseconds: number;
  readonly counts: Readonly<Record<string, number>>;
};

export const NO_TOTALS: Totals = { shops: 0, virtualMilliseconds: 0, counts: {} };

/** The part of a simulation's result that is added up. */
export type Countable = {
  readonly trace: { readonly counts: ReadonlyMap<string, number> };
  readonly statuses: ReadonlyMap<string, number>;
  readonly virtualMilliseconds: number;
};

/** The counts of one shop. */
export const totalsOf = ({ trace, statuses, virtualMilliseconds }: Countable): Totals => ({
  shops: 1,
  virtualMilliseconds,
  counts: Object.fromEntries([...trace.counts, ...statuses]),
});

export const addTotals = (a: Totals, b: Totals): Totals => {
  const counts = { ...a.counts };
  for (const [name, count] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + count;
  return { shops: a.shops + b.shops, virtualMilliseconds: a.virtualMilliseconds + b.virtualMilliseconds, counts };
};
