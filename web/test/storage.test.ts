import * as v from 'valibot';
import { createStored } from '../storage.ts';

/** The storage of a browser, in memory. */
const aStorage = (items: Map<string, string>): Storage => ({
  length: items.size,
  clear: () => items.clear(),
  key: () => null,
  getItem: (name) => items.get(name) ?? null,
  setItem: (name, value) => void items.set(name, value),
  removeItem: (name) => void items.delete(name),
});

it('keeps a value in the storage of the browser until it is removed', () => {
  const items = new Map<string, string>();
  const stored = createStored(() => aStorage(items), 'name', v.number());
  expect(stored.read()).toBeUndefined();
  stored.write(7);
  expect(items).toEqual(new Map([['name', '7']]));
  expect(createStored(() => aStorage(items), 'name', v.number()).read()).toBe(7);
  stored.write(undefined);
  expect(items.size).toBe(0);
  expect(stored.read()).toBeUndefined();
});

it('keeps a value as long as the page if the browser has no storage', () => {
  const refuse = (): never => {
    throw new Error('no storage');
  };
  const stored = createStored(refuse, 'name', v.number());
  stored.write(7);
  expect(stored.read()).toBe(7);
  stored.write(undefined);
  expect(stored.read()).toBeUndefined();
});

it.each([
  ['nothing', []],
  ['an older value', [['name', '6']]],
] as const)('reads the value that a full storage has refused if the storage holds %s', (_what, before) => {
  // GIVEN
  const items = new Map<string, string>(before);
  let isFull = true;
  const setItem = (name: string, value: string): void => {
    if (isFull) throw new Error('the quota is exceeded');
    items.set(name, value);
  };
  const stored = createStored(() => ({ ...aStorage(items), setItem }), 'name', v.number());

  // WHEN
  stored.write(7);

  // THEN
  expect(stored.read()).toBe(7);

  // WHEN the storage has space again, and another tab writes after this one
  isFull = false;
  stored.write(8);
  items.set('name', '9');

  // THEN
  expect(stored.read()).toBe(9);
});

it('reads nothing from a value of another form', () => {
  const items = new Map([['name', '"seven"']]);
  expect(createStored(() => aStorage(items), 'name', v.number()).read()).toBeUndefined();
});
