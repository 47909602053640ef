import { createBatches } from '../watch/batches.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Batches whose calls end only when the test ends them. */
const collect = () => {
  const calls: (readonly string[])[] = [];
  const ends: (() => void)[] = [];
  const add = createBatches(async (paths) => {
    calls.push(paths);
    await new Promise<void>((resolve) => ends.push(resolve));
  });
  return { add, calls, end: () => ends.shift()?.() };
};

it('passes several changes in a row on together', async () => {
  const { add, calls } = collect();
  for (const path of ['a', 'b', 'a']) {
    add(path);
    await jest.advanceTimersByTimeAsync(20);
  }
  await jest.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([['a', 'b']]);
});

it('passes changes that come during a call on in the next one, after it has ended', async () => {
  const { add, calls, end } = collect();
  add('a');
  await jest.advanceTimersByTimeAsync(1000);
  for (const path of ['b', 'c']) add(path);
  await jest.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([['a']]);

  end();
  await jest.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([['a'], ['b', 'c']]);
});
