import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Level, levels } from '../engine/faults.ts';
import { searchMutation } from '../mutations/mutate.ts';
import { type Mutation, mutations } from '../mutations/mutations.ts';
import { drawScenario } from '../scenario/scenario.ts';
import { simulateSingleFaults } from '../search/exhaustive.ts';
import { tableOf } from '../search/table.ts';
import { totalsOf } from '../search/totals.ts';
import { simulate, simulateSeed } from '../shop/simulator.ts';

const ROOT = join(__dirname, '..', '..');
const SEEDS = Array.from({ length: 200 }, (_, n) => n + 1);
const ORDERS = 25;
const HOUR = 60 * 60 * 1000;

const madeOf = (statuses: ReadonlyMap<string, number>): number =>
  (statuses.get('READY') ?? 0) + (statuses.get('COLLECTED') ?? 0);

it('keeps every promise, from 200 seeds, with all that may go wrong', async () => {
  const seen: Record<string, number> = {};
  for (const seed of SEEDS) {
    const { violation, trace } = await simulateSeed(seed, ORDERS, 'hostile');
    expect({ seed, violation }).toEqual({ seed, violation: undefined });
    for (const [what, count] of trace.counts) seen[what] = (seen[what] ?? 0) + count;
  }
  for (const fault of [
    'throttled',
    'request lost',
    'answer lost',
    'late effect',
    'crash before',
    'crash after',
    'duplicate delivery',
  ])
    expect(seen[fault]).toBeGreaterThan(0);
}, 180_000);

it('keeps every promise, whichever single call fails in whatever way', async () => {
  const { runs, found } = await simulateSingleFaults();
  expect(found).toBeUndefined();
  expect(runs).toBeGreaterThan(4000);
}, 180_000);

it.each(['refused', 'request lost', 'error', 'throttled'] as const)(
  'makes every order that it accepts while the store is out for half a day: %s',
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

describe('without SES for two days', () => {
  const outage = { at: 0, milliseconds: 48 * HOUR, service: 'ses', fault: 'error' } as const;
  const played = (redrives: readonly number[]) =>
    simulate({ ...drawScenario(1, ORDERS, 'none', false), outages: [outage], calmAt: outage.milliseconds, redrives });

  it('makes every order, and SQS gives the mails up', async () => {
    const { violation, trace, statuses } = await played([]);
    expect(violation).toBeUndefined();
    expect(madeOf(statuses)).toBeGreaterThan(ORDERS / 2);
    expect(trace.counts.get('mails')).toBeUndefined();
    expect(trace.counts.get('dead-lettered by SQS')).toBeGreaterThan(ORDERS / 2);
  });

  it('mails everybody when the dead-letter queue is redriven', async () => {
    const { violation, trace, statuses } = await played([outage.milliseconds + 1]);
    expect(violation).toBeUndefined();
    expect(trace.counts.get('mails')).toBeGreaterThanOrEqual(madeOf(statuses));
  });
});

describe('a seed', () => {
  const played = async (seed: number, level: Level) => {
    const result = await simulateSeed(seed, ORDERS, level, true);
    return { table: tableOf(totalsOf(result)), steps: result.trace.steps };
  };

  it.each(levels)('is the same run every time, with faults %s', async (level) => {
    expect(await played(7, level)).toEqual(await played(7, level));
  });

  it('is another run than the next', async () => {
    expect((await played(7, 'hostile')).steps).not.toEqual((await played(8, 'hostile')).steps);
  });

  it('has nothing go wrong where there are to be no faults', async () => {
    const { trace, statuses, violation } = await simulateSeed(7, ORDERS, 'none');
    expect(violation).toBeUndefined();
    for (const fault of [
      'throttled',
      'request lost',
      'answer lost',
      'late effect',
      'crash before',
      'duplicate delivery',
      'poison',
    ])
      expect(trace.counts.get(fault)).toBeUndefined();
    expect([...statuses.keys()]).not.toContain('no record');
  });
});

describe('a bug that is planted on purpose', () => {
  it.each(mutations.map((mutation): [string, Mutation] => [mutation.name, mutation]))(
    'has its place in the code: %s',
    (_name, { file, find }) => {
      expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
    },
  );

  it.each(['an error acknowledged', 'no lease check', 'a tab that does not wait for its first'])(
    'is found: %s',
    async (wanted) => {
      const [mutation] = mutations.filter(({ name }) => name === wanted);
      const found = mutation && (await searchMutation(mutation));
      expect(found?.violation.promise).toBe(mutation?.promise);
      expect(found?.steps.length).toBeGreaterThan(0);
    },
    180_000,
  );
});
