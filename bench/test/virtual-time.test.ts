import { setImmediate } from 'node:timers/promises';
import { createVirtualTime } from '../measure/virtual-time.ts';

it('ends waits in the order of their times, and those of one time in one turn of the event loop', async () => {
  // GIVEN waits of different lengths
  const wait = createVirtualTime();
  const seen: string[] = [];
  const note = async (name: string, milliseconds: number): Promise<void> => {
    await wait(milliseconds);
    seen.push(name);
    await setImmediate();
    seen.push(`turn after ${name}`);
  };
  // WHEN they pass
  await Promise.all([note('late', 60_000), note('early', 5), note('early too', 5)]);
  // THEN both early ones ended in the same turn
  expect(seen.slice(0, 2)).toEqual(['early', 'early too']);
  expect(seen.slice(-2)).toEqual(['late', 'turn after late']);
});

it('lets everything run that can run before time passes', async () => {
  // GIVEN a wait, and work that needs several turns before it waits for less
  const wait = createVirtualTime();
  const seen: string[] = [];
  const slow = wait(5).then(() => seen.push('5 ms'));
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  await Promise.all([slow, wait(3).then(() => seen.push('3 ms'))]);
  // THEN the shorter wait ends first
  expect(seen).toEqual(['3 ms', '5 ms']);
});
