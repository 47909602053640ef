/** The median of a sample, and its first and third quartile. */
export type Quartiles = { readonly first: number; readonly median: number; readonly third: number };

/** The quartiles of a sample, by linear interpolation between its values. @throws Error if it is empty */
export const quartilesOf = (sample: readonly number[]): Quartiles => ({
  first: quantile(sample, 0.25),
  median: quantile(sample, 0.5),
  third: quantile(sample, 0.75),
});

/**
 * The quartiles of a contestant's values divided by those of another one. Both ran in the same rounds, so a slow moment of the
 * machine is in both values of a round.
 */
export const ratiosOf = (sample: readonly number[], reference: readonly number[]): Quartiles => {
  if (sample.length !== reference.length)
    throw new Error(`both samples should have one value per round, got ${sample.length} and ${reference.length}`);
  return quartilesOf(sample.map((value, round) => value / (reference[round] ?? Number.NaN)));
};

const quantile = (sample: readonly number[], fraction: number): number => {
  const sorted = sample.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined)
    throw new Error(`a sample should have at least one value, got ${sample.length}`);
  return below + (above - below) * (position - Math.floor(position));
};
