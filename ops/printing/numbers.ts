/** Groups of three digits, such as `1,000,000`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** An amount in USD, such as `$5.58` or `$1,204.00`. */
export const usd = (value: number, digits = 2): string =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Seconds in the largest good unit, such as `45 s`, `12 min` or `3.5 h`. */
export const span = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return 'never';
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 120 * 60 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
};

type Row = readonly string[];

/** A table in Markdown. The columns after the first `left` ones stand right. */
export const markdownTable = (headings: Row, rows: readonly Row[], left = 1): string => {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  const ruler = headings.map((_name, n) => (n < left ? '---' : '---:'));
  return [line(headings), line(ruler), ...rows.map(line)].join('\n');
};
