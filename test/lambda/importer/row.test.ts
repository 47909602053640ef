import fc from 'fast-check';
import { readLine } from '../../../lambda/importer/read-line.ts';
import { parseHeader, parseRow } from '../../../lambda/importer/row.ts';
import { form, samples } from '../../../lambda/product/index.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';
import { aRow, csvHeader, rowOrder } from '../../support/imports.ts';

const columns = csvHeader.split(',');

it('reads columns in any order, with blanks around their names', () => {
  const reversed = columns.toReversed();
  expect(parseHeader(reversed.join(' , '))).toEqual({ kind: 'valid', value: reversed });
});

it('makes the order of a row that its columns name', () => {
  expect(parseRow(aRow(), columns)).toEqual({ kind: 'valid', value: rowOrder });
});

it('leaves out the field of an empty cell', () => {
  const optional = form.fields.filter((field) => 'optional' in field).map(({ name }) => [name, '']);
  const parsed = parseRow(aRow(Object.fromEntries(optional)), columns);
  const [line] = parsed.kind === 'valid' ? Object(parsed.value).lines : [];
  expect(Object.keys(line)).toEqual(form.fields.filter((field) => !('optional' in field)).map(({ name }) => name));
});

it('separates several choices in one cell', () => {
  for (const { name } of form.fields.filter(({ kind }) => kind === 'choices')) {
    const parsed = parseRow(aRow({ [name]: 'one ; another' }), columns);
    expect(parsed).toMatchObject({ value: { lines: [{ [name]: ['one', 'another'] }] } });
  }
});

it('takes a tab and a pick-up time from their columns', () => {
  const named = [...columns, 'tab', 'pickupAt'];
  const parsed = parseRow(`${aRow()},table-7,2026-11-21T09:30:00Z`, named);
  expect(parsed).toMatchObject({ value: { tab: 'table-7', pickupAt: '2026-11-21T09:30:00Z' } });
});

const inputs = { few: 500, many: 50_000 } as const;

it(
  'reads any text of a quoted cell as it is',
  async () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
    await holdsFor(texts, inputs, async (name) => {
      expect(parseRow(aRow({ customerName: name }), columns)).toMatchObject({ value: { customer: { name } } });
      return [name.includes('"') ? 'with a quote' : 'without a quote'];
    });
  },
  timeFor(inputs, 5),
);

it(
  'reads any bytes without a crash, and makes no order of them',
  async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const text = fc.string({ unit: 'binary' }).map((string) => Buffer.from(string));
    const lines = fc.tuple(fc.oneof(bytes, text), fc.constantFrom('ndjson' as const, 'csv' as const));
    await holdsFor(lines, inputs, async ([line, format]) => {
      const { kind } = readLine({ bytes: line }, { format, columns }, 0);
      expect(['invalid', 'blank']).toContain(kind);
      return [kind];
    });
  },
  timeFor(inputs, 5),
);

it('shows no received value in a fault', () => {
  const secret = 'S3CRET';
  const line = JSON.stringify({ ...samples.request, tab: `${secret} ${secret}`, pickupAt: secret, [secret]: secret });
  const read = readLine({ bytes: Buffer.from(line) }, { format: 'ndjson' }, 0);
  expect(read).toMatchObject({ kind: 'invalid', faults: [{}, {}, {}] });
  expect(JSON.stringify(read)).not.toContain(secret);
});

it('shows no received pick-up time in a fault that depends on the time', () => {
  const pickupAt = '2026-11-21T09:30:00Z';
  for (const fields of [{ pickupAt }, { pickupAt, tab: 'table-7' }]) {
    const line = Buffer.from(JSON.stringify({ ...samples.request, ...fields }));
    const read = readLine({ bytes: line }, { format: 'ndjson' }, 0);
    expect(read).toMatchObject({ faults: [{ pointer: '/pickupAt', detail: expect.not.stringContaining('2026') }] });
  }
});

it('refuses a field whose queue the shop does without, and shows no received value', () => {
  const line = Buffer.from(JSON.stringify({ ...samples.request, tab: 'table-7' }));
  const read = readLine({ bytes: line }, { format: 'ndjson', without: ['tabs'] }, 0);
  const detail = 'tab should be absent, because this shop has no tabs';
  expect(read).toEqual({ kind: 'invalid', faults: [{ pointer: '/tab', detail }] });
});
