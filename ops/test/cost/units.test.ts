import { indexWrites, readUnits, sizeOf, writeUnits } from '../../cost/journey/units.ts';

const item = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });

it('counts the bytes of an item as DynamoDB documents them', () => {
  // 2 + 3 for the text, 1 + 2 for the number 1234, 1 + 1 for the boolean
  expect(sizeOf({ ab: { S: 'xyz' }, n: { N: '1234' }, b: { BOOL: true } })).toBe(5 + 4 + 2);
  // 1 + 3, and for each element 1 and its size; the map has 3, 1 for its entry, and 1 + 1 in it
  expect(sizeOf({ l: { L: [{ S: 'x' }, { M: { k: { S: 'v' } } }] } })).toBe(4 + (1 + 1) + (1 + 3 + 1 + 2));
});

it.each([
  [undefined, item(1024), 1],
  [undefined, item(1025), 2],
  [item(2049), item(10), 3],
  [undefined, undefined, 1],
])('charges the larger one of both versions of an item', (before, after, units) => {
  expect(writeUnits(before, after)).toBe(units);
});

it.each([
  [0, 1],
  [4096, 1],
  [4097, 2],
])('charges a consistent read of %d bytes with %d units', (bytes, units) => {
  expect(readUnits(bytes)).toBe(units);
});

it.each([
  [undefined, 'waiting#0', 1],
  ['waiting#0', 'waiting#0', 0],
  ['waiting#0', 'ready#0', 2],
  ['ready#0', undefined, 1],
])('counts the writes to the index when the key changes from %s to %s', (before, after, writes) => {
  const withKey = (key: string | undefined) => (key === undefined ? {} : { boardKey: { S: key } });
  expect(indexWrites(withKey(before), withKey(after))).toBe(writes);
});
