import * as v from 'valibot';
import { decodeStored, decodeStoredJson, UnreadableError } from '../../../lambda/parsing/stored.ts';

const schema = v.object({ email: v.string(), lines: v.array(v.pipe(v.string(), v.maxLength(3))) });

const errorOf = (decode: () => unknown): unknown => {
  try {
    return decode();
  } catch (error) {
    return error;
  }
};

it('decodes a stored value, and a stored text of JSON', () => {
  expect(decodeStored(schema, { email: 'a', lines: [] }, 'it')).toEqual({ email: 'a', lines: [] });
  expect(decodeStoredJson(schema, '{"email":"a","lines":["b"]}', 'it')).toEqual({ email: 'a', lines: ['b'] });
});

it.each([
  ['a value of another type', { email: ['ada@example.org'], lines: [] }, '/email'],
  ['two faults', { email: 1, lines: ['ada', 'ada@example.org'] }, '/email, /lines/1'],
  ['no object', 'ada@example.org', 'its top level'],
])('names the places of the faults, and no value: %s', (_name, stored, places) => {
  const error = errorOf(() => decodeStored(schema, stored, 'the record'));
  expect(error).toBeInstanceOf(UnreadableError);
  expect(error).toMatchObject({ places });
  expect(String(error)).toBe(
    `UnreadableError: the record should be one that this release reads, got a fault at ${places}`,
  );
});

it('does not quote text that is not JSON', () => {
  const error = errorOf(() => decodeStoredJson(schema, 'ada@example.org', 'the state'));
  expect(String(error)).toBe(
    'UnreadableError: the state should be one that this release reads, got a fault at its top level',
  );
  expect(error).not.toHaveProperty('cause');
});
