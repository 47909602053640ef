import { decimal, markdownOf, textOf, whole } from '../report/tables.ts';

const table = {
  columns: ['', 'bytes', 'calls'],
  rows: [
    ['one', '1,234', '5'],
    ['another', '5', '67'],
  ],
};

it('aligns the first column of a table to the left and numbers to the right', () => {
  expect(textOf(table).split('\n')).toEqual([
    '         bytes  calls',
    '-------  -----  -----',
    'one      1,234      5',
    'another      5     67',
  ]);
});

it('writes a table in Markdown', () => {
  expect(markdownOf(table)).toBe(
    '|  | bytes | calls |\n| --- | ---: | ---: |\n| one | 1,234 | 5 |\n| another | 5 | 67 |',
  );
});

it('groups the digits of whole numbers and gives ratios two decimals', () => {
  expect([whole(1234567.4), decimal(0.345)]).toEqual(['1,234,567', '0.34']);
});
