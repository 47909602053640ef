/** A table: the names of its columns, and its rows. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** The table for a terminal: the first column is aligned to the left, all others to the right. */
export const textOf = ({ columns, rows }: Table): string => {
  const widths = columns.map((name, n) => Math.max(name.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join('  ')
      .trimEnd();
  return [columns, widths.map((width) => '-'.repeat(width)), ...rows].map(lineOf).join('\n');
};

/** The table in Markdown. */
export const markdownOf = ({ columns, rows }: Table): string => {
  const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [columns, columns.map((_, n) => (n === 0 ? '---' : '---:')), ...rows].map(lineOf).join('\n');
};

/** "1,234". */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** "0.34". */
export const decimal = (value: number): string => value.toFixed(2);
