import { styleText } from 'node:util';

/** Text for a terminal without the characters that would move its cursor or turn its direction. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '�').toWellFormed();

/** A duration in its largest good unit, such as `63 s`, `12 min`, `5 h` or `3 d`. */
export const ageText = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 120 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
};

/** A count and its noun. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;

/** A count that ends at `most`, and its noun: `1,000 orders or more`. */
export const countedTo = (most: number, count: number, noun: string): string =>
  count < most ? counted(count, noun) : `${most.toLocaleString('en')} ${noun}s or more`;

// Colours only on a terminal, and not with NO_COLOR: `styleText` looks at both. No meaning is in a colour alone.
const on = { stream: process.stdout };
export const good = (text: string): string => styleText('green', text, on);
export const bad = (text: string): string => styleText(['red', 'bold'], text, on);
export const heading = (text: string): string => styleText('bold', text, on);

const characters = new Intl.Segmenter();

/** The width of the terminal. Piped text is never cut. */
const width = (): number => process.stdout.columns ?? Number.POSITIVE_INFINITY;

/** Cuts text at the right edge of the terminal. */
const fit = (text: string): string => {
  if (text.length <= width()) return text;
  const shown = Array.from(characters.segment(text), ({ segment }) => segment);
  return shown.length <= width() ? text : `${shown.slice(0, width() - 1).join('')}…`;
};

type Row = readonly (string | number)[];

/** Columns below their headings. Numbers stand right. The last column may hold any text: nothing is aligned after it. */
export const table = (headings: readonly string[], rows: readonly Row[]): string => {
  const widths = headings.map((name, n) => Math.max(name.length, ...rows.map((row) => String(row[n] ?? '').length)));
  const isNumeric = headings.map((_name, n) => rows.length > 0 && rows.every((row) => typeof row[n] === 'number'));
  const line = (row: Row): string =>
    row
      .map((cell, n) => {
        const text = printable(String(cell));
        if (isNumeric[n]) return text.padStart(widths[n] ?? 0);
        return n === headings.length - 1 ? text : text.padEnd(widths[n] ?? 0);
      })
      .join('  ');
  return [heading(fit(line(headings).trimEnd())), ...rows.map((row) => fit(line(row).trimEnd()))].join('\n');
};

/** Names and values, one pair a line. A value that is undefined is left out. A long value goes on below itself. */
export const fields = (pairs: readonly (readonly [name: string, value: string | number | undefined])[]): string => {
  const present = pairs.filter(([, value]) => value !== undefined);
  const indent = Math.max(...present.map(([name]) => name.length)) + 2;
  const lines = present.map(([name, value]) => {
    const text = wrap(printable(String(value)), MAX_WIDTH - indent);
    return `${name.padEnd(indent)}${text.join(`\n${' '.repeat(indent)}`)}`;
  });
  return lines.join('\n');
};

/** The width of text that is wrapped. */
export const MAX_WIDTH = 80;

/** Text in lines of this width. A longer word has its own line. */
export const wrap = (text: string, most: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && (line + word).trimEnd().length > most) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line];
};
