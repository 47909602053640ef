import { read } from './pages.ts';

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

const cellsOf = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The first table of a page whose header has a column, by the first cell of each row. */
const tableWith = (page: string, column: string): Table => {
  const tables = [...read(page).matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => table.trimEnd().split('\n').map(cellsOf));
  const found = tables.find(([header = []]) => header.includes(column));
  if (!found) throw new Error(`${page} should have a table with the column '${column}', got none`);
  const [header = [], , ...rows] = found;
  return Object.fromEntries(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(header.slice(1).map((key, n) => [key, cells[n] ?? ''])),
    ]),
  );
};

/** The columns of the README, and the rows of docs/performance.md. */
const contestants = {
  Orderboard: 'barista',
  'Powertools: batch, idempotency, parser, logger, metrics': 'Powertools',
  'middy: partial batch failure, validator': 'middy, precompiled',
  'sqs-consumer': 'sqs-consumer',
};

/** The rows of the README, and the columns of docs/performance.md. */
const rows = {
  'a message that can never succeed, after its first receive': 'bad message',
  'workers that prepare one order, when two receive its message': 'workers on one order',
  'crashes after which an order is recorded, then announced': 'kept after a crash',
  'calls to AWS for ten orders; those of sqs-consumer include its receive and delete': 'calls, at once',
  'bytes loaded': 'bytes loaded',
  'import and first batch, that of Powertools is 1': 'import + first batch',
  'CPU time of an order, that of Powertools is 1': 'CPU per order',
};

describe('the comparison in the README', () => {
  const comparison = tableWith('README.md', 'shown by');

  it.each(Object.entries(rows))('has the measured figures: %s', (row, column) => {
    const measured = tableWith('docs/performance.md', column);
    for (const [name, contestant] of Object.entries(contestants)) {
      const figure = measured[contestant]?.[column]?.replace(/ \(.*\)$/, '');
      expect([name, comparison[row]?.[name]]).toEqual([name, figure]);
    }
  });

  it('names a file or a page for each row', () => {
    const without = Object.entries(comparison).filter(([, cells]) => !/[`[]/.test(cells['shown by'] ?? ''));
    expect(Object.keys(comparison).length).toBeGreaterThan(Object.keys(rows).length);
    expect(without).toEqual([]);
  });
});
