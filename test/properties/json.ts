import fc from 'fast-check';

/** A value of JSON, or text that stands for itself, such as `1e400`. JavaScript has no value for some JSON. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Fields of JSON in their order. An object has no place for a field twice. */
class Fields {
  readonly entries: readonly (readonly [string, unknown])[];
  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries;
  }
}

const textOf = (value: unknown): string => {
  if (value instanceof Raw) return value.text;
  if (value instanceof Fields)
    return `{${value.entries.map(([name, inner]) => `${JSON.stringify(name)}:${textOf(inner)}`)}}`;
  if (Array.isArray(value)) return `[${value.map(textOf)}]`;
  if (typeof value === 'object' && value !== null) return textOf(new Fields(Object.entries(value)));
  return JSON.stringify(value) ?? 'null';
};

/** Names that objects inherit, and other names that code could trip over. */
export const oddName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'then',
    'toJSON',
    'length',
  ),
  fc.constantFrom(
    '',
    ' ',
    '/',
    '~',
    '~1',
    '\u0000',
    '\ud800',
    '𠮷',
    'note',
    'tab',
    'pickupAt',
    'customer',
    'failure',
    'v',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const nested = fc
  .tuple(fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[{"lines":', '}]']), fc.constantFrom(2, 100, 5000))
  .map(([[open = '', close = ''], depth]) => new Raw(`${open.repeat(depth)}0${close.repeat(depth)}`));

const oddNumber = fc.oneof(
  fc
    .constantFrom(
      '-0',
      '1e400',
      '-1e400',
      '1e-400',
      '1E+2',
      '0.5',
      '9007199254740993',
      '123456789012345678901234567890',
    )
    .map((text) => new Raw(text)),
  fc.double(),
  fc.integer(),
);

/** Text that code forgets: half a character, controls, times that are none, long text. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '\ud83d',
    '\u0000',
    '\ufffd',
    '\uffff',
    '\u200b',
    '\u202e',
    '2026-02-30T25:61:61Z',
    '+275760-09-13T00:00:00.001Z',
    '1e5',
  ),
  fc.constantFrom(81, 255, 70_000).map((length) => 'x'.repeat(length)),
  fc.constantFrom(100, 30_000).map((length) => '.-'.repeat(length)),
);

/** Any value, with a preference for those that code forgets. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, [], {}),
  oddNumber,
  oddText,
  nested,
  fc.jsonValue({ maxDepth: 3 }),
  fc.tuple(oddName, oddText).map(([name, value]) => new Fields([[name, value]])),
);

/** JSON text of any value. */
export const anyJson: fc.Arbitrary<string> = oddValue.map(textOf);

type Mutation = {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'twice' | 'rename';
  readonly name: string;
  readonly value: unknown;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(10_000),
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'twice', 'rename'),
  name: oddName,
  value: oddValue,
});

/** The JSON text of a value with one change somewhere in it. */
export const nearly = (values: fc.Arbitrary<object>): fc.Arbitrary<string> =>
  fc.tuple(values, mutation).map(([value, change]) => {
    const { at } = change;
    return textOf(mutate(value, { ...change, at: at % sizeOf(value) }));
  });

/** The number of values in a value, itself included. */
const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), 1)
    : 1;

/** A value whose part number `at` is changed. Parts count from the value itself, which is number 0. */
const mutate = (value: unknown, change: Mutation): unknown => {
  if (change.at === 0) return change.kind === 'add' ? addTo(value, change) : change.value;
  let at = change.at - 1;
  const entries: (readonly [string, unknown])[] = [];
  for (const [name, inner] of Object.entries(Object(value))) {
    const isHere = at >= 0 && at < sizeOf(inner);
    entries.push(...(isHere ? mutateEntry([name, inner], { ...change, at }) : [[name, inner] as const]));
    at -= sizeOf(inner);
  }
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : new Fields(entries);
};

const mutateEntry = ([name, value]: readonly [string, unknown], change: Mutation): (readonly [string, unknown])[] => {
  if (change.at > 0 || change.kind === 'replace' || change.kind === 'add') return [[name, mutate(value, change)]];
  if (change.kind === 'remove') return [];
  if (change.kind === 'rename') return [[change.name, value]];
  return [
    [name, value],
    [name, change.value],
  ];
};

const addTo = (value: unknown, change: Mutation): unknown => {
  if (Array.isArray(value)) return [...value, change.value];
  if (typeof value !== 'object' || value === null) return [value, change.value];
  return new Fields([...Object.entries(value), [change.name, change.value]]);
};
