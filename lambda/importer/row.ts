import { type CsvError, parse } from 'csv-parse/sync';
import { anyOf, type Parsed } from '../parsing/schema.ts';
import { form } from '../product/index.ts';

/** A field of a line, as the product's form describes it. */
type Field = { readonly name: string; readonly kind: string; readonly optional?: boolean };
const fields: readonly Field[] = form.fields;

/** The columns of a CSV file: those of the order, then one for each field of the product's line. */
const orderColumns = ['customerName', 'customerEmail', 'tab', 'pickupAt'] as const;
const columnNames: readonly string[] = [...orderColumns, ...fields.map(({ name }) => name)];
const requiredNames: readonly string[] = [
  'customerName',
  'customerEmail',
  ...fields.filter(({ optional = false }) => !optional).map(({ name }) => name),
];

/** The columns of a header. Faults name no unknown column: without a header, the first line holds personal data. */
export const parseHeader = (text: string): Parsed<readonly string[]> => {
  const cells = cellsOf(text);
  if (cells.kind === 'invalid') return cells;
  const columns = cells.value.map((cell) => cell.trim());
  const unknown = numbersWhere(columns, (name) => !columnNames.includes(name));
  if (unknown.length > 0)
    return fault(`the first line should name columns (${anyOf(columnNames)}), got others at ${unknown.join(', ')}`);
  const repeated = numbersWhere(columns, (name, n) => columns.indexOf(name) !== n);
  if (repeated.length > 0)
    return fault(`the first line should name each column once, got columns again at ${repeated.join(', ')}`);
  const missing = requiredNames.filter((name) => !columns.includes(name));
  if (missing.length > 0) return fault(`the first line should name the column ${missing[0]}, got no such column`);
  return { kind: 'valid', value: columns };
};

/** The places of some columns, counted from 1. */
const numbersWhere = (columns: readonly string[], holds: (name: string, n: number) => boolean): readonly number[] =>
  columns.flatMap((name, n) => (holds(name, n) ? [n + 1] : []));

/** The order of a row: an order with one line. An empty cell is a field left out. The order is not checked. */
export const parseRow = (text: string, columns: readonly string[]): Parsed<unknown> => {
  const cells = cellsOf(text);
  if (cells.kind === 'invalid') return cells;
  if (cells.value.length !== columns.length)
    return fault(`the row should have ${columns.length} cells, got ${cells.value.length}`);
  const row = new Map(columns.map((name, n) => [name, cells.value[n] ?? '']));
  return { kind: 'valid', value: orderOf(row) };
};

const orderOf = (row: ReadonlyMap<string, string>): unknown => ({
  customer: { ...part(row, 'customerName', 'name'), ...part(row, 'customerEmail', 'email') },
  lines: [Object.assign({}, ...fields.map(({ name, kind }) => part(row, name, name, kind)))],
  ...part(row, 'tab', 'tab'),
  ...part(row, 'pickupAt', 'pickupAt'),
});

const part = (row: ReadonlyMap<string, string>, column: string, name: string, kind = 'text'): object => {
  const cell = row.get(column) ?? '';
  return cell === '' ? {} : { [name]: cellValue(cell, kind) };
};

/** The value of a cell by the kind of its field. The schema of the order refuses a cell that is not of its kind. */
const cellValue = (cell: string, kind: string): unknown => {
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(cell.trim()) ? Number(cell) : cell;
  if (kind === 'choices') return cell.split(';').map((choice) => choice.trim());
  if (kind === 'yes-no') return { yes: true, true: true, no: false, false: false }[cell.trim().toLowerCase()] ?? cell;
  return cell;
};

/** The cells of one line. A quoted cell cannot hold a line break, because each line is one order. */
const cellsOf = (text: string): Parsed<readonly string[]> => {
  try {
    // Otherwise the parser takes a carriage return for the end of the row, and the rest of the line is lost.
    const [cells = []]: string[][] = parse(text, { relax_column_count: true, record_delimiter: '\n' });
    return { kind: 'valid', value: cells };
  } catch (error) {
    return fault(`the line should be CSV, with commas and double quotes, got ${reasonOf(error)}`);
  }
};

const reasons: Readonly<Partial<Record<CsvError['code'], string>>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell that does not end on its line',
  INVALID_OPENING_QUOTE: 'a quote inside a cell without quotes',
  CSV_INVALID_CLOSING_QUOTE: 'text after the end of a quoted cell',
};

/** The library's own message quotes the cell. */
const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return Object.entries(reasons).find(([known]) => known === code)?.[1] ?? 'other text';
};

const fault = (detail: string): Extract<Parsed<never>, { kind: 'invalid' }> => ({
  kind: 'invalid',
  faults: [{ pointer: '', detail }],
});
