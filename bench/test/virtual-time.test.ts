import { setImmediate } from 'node:timers/promises';
import { createVirtualTime, passTimersIn } from '../measure/virtual-time.ts';

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
  // GIVEN work that begins a shorter wait again and again, some turns of the event loop apart
  const wait = createVirtualTime();
  const seen: number[] = [];
  const waits: Promise<unknown>[] = [];
  for (const milliseconds of [5, 4, 3, 2, 1]) {
    waits.push(wait(milliseconds).then(() => seen.push(milliseconds)));
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  }
  // WHEN all have passed
  await Promise.all(waits);
  // THEN the shortest ended first
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

it('lets timers pass too, in the order of their times, except those that are cleared', async () => {
  // GIVEN timers of virtual time in place of those of this process
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  passTimersIn(createVirtualTime());
  const seen: string[] = [];
  const began = performance.now();
  // WHEN they pass
  await new Promise<void>((resolve) => {
    const cleared = setTimeout(() => seen.push('cleared'), 1000);
    setTimeout(resolve, 120_000);
    setTimeout((name: string) => seen.push(name), 60_000, 'late');
    setTimeout(() => seen.push('early'), 5);
    clearTimeout(cleared);
  });
  Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
  // THEN the cleared one is left out, and two minutes took less than one
  expect(seen).toEqual(['early', 'late']);
  expect(performance.now() - began).toBeLessThan(60_000);
});
