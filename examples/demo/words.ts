// How the story says numbers.

export const seconds = (value: number): string => `${value.toFixed(1)} s`;

export const milliseconds = (value: number): string => `${Math.round(value)} ms`;

/** The value that a part of the values does not exceed: `quantile(times, 0.5)` is the median. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
};

export const slowest = (answers: readonly { readonly milliseconds: number }[]): number =>
  Math.max(...answers.map((answer) => answer.milliseconds));
