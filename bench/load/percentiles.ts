import { createHistogram } from 'node:perf_hooks';

/** Times in milliseconds. */
export type Percentiles = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

/** The histogram has microseconds, three figures, and values up to a day. */
const FIGURES = { lowest: 1, highest: 86_400_000_000, figures: 3 } as const;

/** The percentiles of times in milliseconds, by Node.js's HdrHistogram. Undefined if there are none. */
export const percentilesOf = (milliseconds: readonly number[]): Percentiles | undefined => {
  if (milliseconds.length === 0) return undefined;
  const histogram = createHistogram(FIGURES);
  for (const value of milliseconds)
    histogram.record(Math.min(FIGURES.highest, Math.max(FIGURES.lowest, Math.round(1000 * value))));
  const at = (percentile: number): number => histogram.percentile(percentile) / 1000;
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
};
