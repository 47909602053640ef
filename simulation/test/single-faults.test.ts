import { deviationsOf } from '../search/deviations.ts';
import { simulateSingleFaults } from '../search/exhaustive.ts';

// Simulated errors are as frequent as answers, and a stack trace costs more than the rest of a step.
Error.stackTraceLimit = 0;

it('keeps every promise when any single call fails in any way', async () => {
  const { runs, orders, totals, found } = await simulateSingleFaults();
  expect(found).toBeUndefined();
  expect(deviationsOf(totals.tally, { orders })).toEqual([]);
  expect(runs).toBeGreaterThan(8000);
});
