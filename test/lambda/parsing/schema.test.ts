import * as v from 'valibot';
import {
  anyOf,
  closed,
  oneLine,
  oneOf,
  parse,
  time,
  visibleLine,
  visibleText,
  wholeNumber,
} from '../../../lambda/parsing/schema.ts';

const size = oneOf(['small', 'medium', 'large']);
const faultsOf = (schema: v.GenericSchema, input: unknown, values: 'shown' | 'hidden' = 'shown') => {
  const result = parse(schema, input, { values });
  return result.kind === 'invalid' ? result.faults : [];
};
const details = (schema: v.GenericSchema, input: unknown) => faultsOf(schema, input).map(({ detail }) => detail);

describe('a fault', () => {
  it.each([
    ['venti', "size should be small, medium or large, got 'venti'"],
    ["it's", "size should be small, medium or large, got 'it's'"],
    ['two\nlines', "size should be small, medium or large, got 'two\\nlines'"],
    [3, 'size should be small, medium or large, got 3'],
    [null, 'size should be small, medium or large, got null'],
    [true, 'size should be small, medium or large, got true'],
    [['small', 'large'], 'size should be small, medium or large, got a list of length 2'],
    [{ small: 1 }, 'size should be small, medium or large, got an object'],
  ])('gives the expected and the received value: %j', (input, detail) => {
    expect(faultsOf(closed({ size }), { size: input })).toEqual([{ pointer: '/size', detail }]);
  });

  it('of a rule about several fields gives the value of the field at which it is', () => {
    const range = v.pipe(
      closed({ least: wholeNumber(0, 9), most: wholeNumber(0, 9) }),
      v.forward(
        v.partialCheck([['least'], ['most']], ({ least, most }) => least <= most, 'at least the least'),
        ['most'],
      ),
    );
    expect(faultsOf(closed({ range }), { range: { least: 4, most: 3 } })).toEqual([
      { pointer: '/range/most', detail: 'most should be at least the least, got 3' },
    ]);
  });

  it('names a missing field and its object', () => {
    expect(faultsOf(closed({ line: closed({ size, quantity: wholeNumber(1, 20) }) }), { line: {} })).toEqual([
      { pointer: '/line/size', detail: "line should have the field 'size', got none" },
      { pointer: '/line/quantity', detail: "line should have the field 'quantity', got none" },
    ]);
  });

  it('names an unknown field and its object', () => {
    expect(faultsOf(closed({ size }), { size: 'small', price: 1 })).toEqual([
      { pointer: '/price', detail: "the body should have no fields other than size, got 'price'" },
    ]);
  });

  it('names the body if the whole body is wrong', () => {
    const detail = "the body should be an object, got 'small'";
    expect(faultsOf(closed({ size }), 'small')).toEqual([{ pointer: '', detail }]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list of length 0', []],
    ['3', 3],
  ])('refuses a body that is not an object: %s', (received, body) => {
    const detail = `the body should be an object, got ${received}`;
    expect(faultsOf(closed({ size }), body)).toEqual([{ pointer: '', detail }]);
  });

  it('names the list if one of its members is wrong', () => {
    expect(faultsOf(closed({ sizes: v.array(size) }), { sizes: ['small', 'venti'] })).toEqual([
      { pointer: '/sizes/1', detail: "each entry of sizes should be small, medium or large, got 'venti'" },
    ]);
  });

  it('truncates a long value', () => {
    const [detail] = details(closed({ size }), { size: 'v'.repeat(500) });
    expect(detail).toBe(`size should be small, medium or large, got '${'v'.repeat(39)}…`);
  });

  it('gives a value of 40 characters in full', () => {
    const [detail] = details(closed({ size }), { size: 'v'.repeat(38) });
    expect(detail).toBe(`size should be small, medium or large, got '${'v'.repeat(38)}'`);
  });

  it('says that there is no value', () => {
    expect(details(closed({ size }), { size: undefined })).toEqual([
      'size should be small, medium or large, got nothing',
    ]);
  });

  it('truncates a long name', () => {
    const [detail] = details(closed({}), { ['n'.repeat(500)]: 1 });
    expect(detail).toMatch(/, got 'n{40}'$/);
  });

  it('omits the name of an unknown field if values are hidden', () => {
    expect(faultsOf(closed({ line: closed({ size }) }), { line: { size: 'small', price: 1 } }, 'hidden')).toEqual([
      { pointer: '/line', detail: 'line should have no fields other than size' },
    ]);
  });

  it('omits the value if values are hidden', () => {
    expect(faultsOf(closed({ size }), { size: 'venti' }, 'hidden')).toEqual([
      { pointer: '/size', detail: 'size should be small, medium or large' },
    ]);
  });
});

describe('a pointer', () => {
  it('escapes ~ and / as RFC 6901 specifies', () => {
    expect(faultsOf(closed({}), { 'a/b~c~1': 1 })).toMatchObject([{ pointer: '/a~1b~0c~01' }]);
  });

  it('contains field names and list positions', () => {
    const schema = closed({ lines: v.array(closed({ 'a/b': size })) });
    const input = { lines: [{ 'a/b': 'small' }, { 'a/b': 1 }] };
    expect(faultsOf(schema, input)).toMatchObject([{ pointer: '/lines/1/a~1b' }]);
  });

  it('truncates a long name', () => {
    const [fault] = faultsOf(closed({}), { ['n'.repeat(100_000)]: 1 });
    expect(fault?.pointer).toBe(`/${'n'.repeat(80)}`);
  });
});

it('reports up to twenty faults', () => {
  const sizes = (count: number) => Array.from({ length: count }, () => 'venti');
  expect(faultsOf(v.array(size), sizes(20))).toHaveLength(20);
  expect(faultsOf(v.array(size), sizes(21))).toHaveLength(20);
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c'], 'a, b or c'],
])('lists %j as "%s"', (names, text) => {
  expect(anyOf(names)).toBe(text);
});

it.each([1, 20])('accepts %d as a whole number from 1 to 20', (input) => {
  expect(parse(wholeNumber(1, 20), input, { values: 'shown' })).toEqual({ kind: 'valid', value: input });
});

it.each([0, 21, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null])(
  'refuses %p as a whole number from 1 to 20',
  (input) => {
    expect(faultsOf(wholeNumber(1, 20), input)).not.toEqual([]);
  },
);

it.each([
  [wholeNumber(1, 20), 'a whole number from 1 to 20'],
  [oneLine(16), '1 to 16 characters on one line'],
  [visibleLine(140), '1 to 140 printable characters (Unicode code points) on one line, at least one of them visible'],
  [
    visibleText(300),
    '1 to 300 printable characters (Unicode code points) and line feeds, at least one of them visible',
  ],
  [time, 'an ISO 8601 time in UTC with milliseconds'],
])('names the expected value: %#', (schema, expected) => {
  for (const input of [null, {}, '\n'])
    expect(details(schema, input)[0]).toMatch(`the body should be ${expected}, got `);
});

it.each(['', ' ', '\u00a0'])('refuses text that is blank: %j', (text) => {
  expect(faultsOf(oneLine(16), text)).toHaveLength(1);
  expect(faultsOf(visibleLine(16), text)).toHaveLength(1);
});

it.each(['a\nb', 'سلام\n\n好 👩‍🍳', '\na\n'])('accepts text of several lines: %j', (text) => {
  expect(faultsOf(visibleText(16), text)).toEqual([]);
});

it.each(['', ' \n\u200b', 'a\r\nb', 'a\u2028b', 'a\u0007\nb', 'x'.repeat(17), `x\n${'x'.repeat(15)}`])(
  'refuses text of several lines that shows nothing, has control characters or is too long: %j',
  (text) => {
    expect(faultsOf(visibleText(16), text)).toHaveLength(1);
  },
);

it.each([
  '+002026-11-21T09:00:00.000Z',
  '2026-11-21T09:00:00.000Z ',
  '2026-11-21T09:00:00Z',
  '2026-11-21T09:00:00.0000Z',
  '2026-11-21T09:00:00.000+00:00',
  '2026-13-21T09:00:00.000Z',
])('refuses a time in another format than this system writes: %j', (text) => {
  expect(faultsOf(time, text)).toHaveLength(1);
  expect(faultsOf(time, '2026-11-21T09:00:00.000Z')).toEqual([]);
});

it('accepts text on one line unchanged, with leading and trailing blanks', () => {
  expect(parse(oneLine(20), ' naïve 👩🏽 ', { values: 'shown' })).toEqual({ kind: 'valid', value: ' naïve 👩🏽 ' });
});
