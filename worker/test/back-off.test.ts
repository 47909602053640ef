import { createBackOff } from '../back-off.ts';

it('doubles the pause with each failure up to 15 s, and begins again after a success', () => {
  const backOff = createBackOff(() => 1);
  expect(Array.from({ length: 7 }, () => backOff.fail())).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  backOff.succeed();
  expect(backOff.fail()).toBe(500);
});

it('takes a random time of at least half of the pause', () => {
  expect(createBackOff(() => 0).fail()).toBe(250);
});

it('does not wait before a failure or after a success', async () => {
  const backOff = createBackOff(() => 1);
  const began = performance.now();
  await backOff.wait(new AbortController().signal);
  backOff.fail();
  backOff.succeed();
  await backOff.wait(new AbortController().signal);
  expect(performance.now() - began).toBeLessThan(250);
});

it('ends a pause with the signal', async () => {
  const backOff = createBackOff(() => 1);
  for (let n = 0; n < 10; n++) backOff.fail();
  const began = performance.now();
  await expect(backOff.wait(AbortSignal.timeout(20))).resolves.toBeUndefined();
  expect(performance.now() - began).toBeLessThan(10_000);
});
