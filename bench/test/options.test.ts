import { readOptions, sizeOf } from '../options.ts';

it('measures everything in full and prints tables by default', () => {
  expect(readOptions([])).toEqual({ json: false, quick: false, write: false, growth: false, profile: false });
});

it('refuses an unknown option and shows the known ones', () => {
  expect(() => readOptions(['--fast'])).toThrow(/--fast[\s\S]*--quick/);
});

it('runs fewer rounds if asked to be quick', () => {
  const [quick, full] = [sizeOf({ quick: true }), sizeOf({ quick: false })];
  expect(quick.firstRounds).toBeLessThan(full.firstRounds);
  expect(full.firstRounds).toBe(21);
});
