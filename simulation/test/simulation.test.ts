import { type Level, levels } from '../engine/faults.ts';
import { drawScenario } from '../scenario/scenario.ts';
import { deviationsOf } from '../search/deviations.ts';
import { tableOf } from '../search/table.ts';
import { addTotals, NO_TOTALS, totalsOf } from '../search/totals.ts';
import { simulate, simulateSeed } from '../shop/simulator.ts';

const SEEDS = Array.from({ length: 200 }, (_, n) => n + 1);
const ORDERS = 25;
const HOUR = 60 * 60 * 1000;

const madeOf = (statuses: ReadonlyMap<string, number>): number =>
  (statuses.get('READY') ?? 0) + (statuses.get('COLLECTED') ?? 0);

// Simulated errors are as frequent as answers, and a stack trace costs more than the rest of a step.
Error.stackTraceLimit = 0;

it('keeps every promise for 200 seeds with hostile faults', async () => {
  let totals = NO_TOTALS;
  for (const seed of SEEDS) {
    const result = await simulateSeed(seed, ORDERS, 'hostile');
    expect({ seed, violation: result.violation }).toEqual({ seed, violation: undefined });
    totals = addTotals(totals, totalsOf(result));
  }
  const { counts, tally } = totals;
  expect(deviationsOf(tally, { orders: SEEDS.length * ORDERS })).toEqual([]);
  const faults = ['throttled', 'request lost', 'answer lost', 'late effect', 'crash before', 'crash after'];
  const others = ['duplicate delivery', 'stale read', 'given up early', 'reconciled: recorded'];
  for (const name of [...faults, ...others]) expect(counts[name]).toBeGreaterThan(0);
});

it.each(['refused', 'request lost', 'error', 'throttled'] as const)(
  'makes every order that it accepts during a store outage of half a day: %s',
  async (fault) => {
    const milliseconds = 12 * HOUR;
    const outages = [{ at: 0, milliseconds, service: 'dynamodb', fault } as const];
    const scenario = { ...drawScenario(1, ORDERS, 'none', false), outages, calmAt: milliseconds };
    const { violation, statuses, trace } = await simulate(scenario);
    expect(violation).toBeUndefined();
    expect(trace.counts.get('order.unrecorded')).toBeGreaterThan(ORDERS / 2);
    expect(madeOf(statuses)).toBeGreaterThan(ORDERS / 2);
    expect(statuses.has('PLACED') || statuses.has('no record')).toBe(false);
  },
);

describe('an outage of SES for two days', () => {
  const outage = { at: 0, milliseconds: 48 * HOUR, service: 'ses', fault: 'error' } as const;
  const simulateOutage = (redrives: readonly number[]) =>
    simulate({ ...drawScenario(1, ORDERS, 'none', false), outages: [outage], calmAt: outage.milliseconds, redrives });

  it('delays no order, and SQS moves the mails to the dead-letter queue', async () => {
    const { violation, trace, statuses } = await simulateOutage([]);
    expect(violation).toBeUndefined();
    expect(madeOf(statuses)).toBeGreaterThan(ORDERS / 2);
    expect(trace.counts.get('mails')).toBeUndefined();
    expect(trace.counts.get('dead-lettered by SQS')).toBeGreaterThan(ORDERS / 2);
  });

  it('loses no mail: a redrive of the dead-letter queue sends them all', async () => {
    const { violation, trace, statuses } = await simulateOutage([outage.milliseconds + 1]);
    expect(violation).toBeUndefined();
    expect(trace.counts.get('mails')).toBeGreaterThanOrEqual(madeOf(statuses));
  });
});

describe('a seed', () => {
  const simulateTraced = async (seed: number, level: Level) => {
    const result = await simulateSeed(seed, ORDERS, level, true);
    return { table: tableOf(totalsOf(result)), steps: result.trace.steps };
  };

  it.each(levels)('gives the same table and the same steps every time, with faults %s', async (level) => {
    expect(await simulateTraced(7, level)).toEqual(await simulateTraced(7, level));
  });

  it('gives different steps from the next seed', async () => {
    expect((await simulateTraced(7, 'hostile')).steps).not.toEqual((await simulateTraced(8, 'hostile')).steps);
  });

  it('injects no fault at the level none', async () => {
    const { trace, statuses, violation } = await simulateSeed(7, ORDERS, 'none');
    expect(violation).toBeUndefined();
    const faults = ['throttled', 'request lost', 'answer lost', 'late effect', 'crash before', 'crash after'];
    for (const name of [...faults, 'duplicate delivery', 'poison']) expect(trace.counts.get(name)).toBeUndefined();
    expect([...statuses.keys()]).not.toContain('no record');
  });
});
