import { type CallFault, callFaults, type Faults } from '../engine/faults.ts';
import { createRandom } from '../engine/random.ts';
import type { Violation } from '../invariants/violation.ts';
import { type Plan, plainPlan } from '../scenario/plan.ts';
import { type PoisonKind, poisonKinds } from '../scenario/poison.ts';
import { PREPARE_RANGE, type Scenario } from '../scenario/scenario.ts';
import { createSingleFault } from '../scenario/single-fault.ts';
import { simulate } from '../shop/simulator.ts';
import { concludeRun, deviationsOf } from './deviations.ts';
import { tallyTableOf } from './table.ts';
import { addTotals, NO_TOTALS, type Totals, totalsOf } from './totals.ts';

/** The first violation of an exhaustive search, and how to get to it. */
export type FoundFault = Violation & {
  readonly name: string;
  /** The index of the call that failed. */
  readonly call: number;
  readonly fault: CallFault;
  readonly steps: readonly string[];
};

export type ExhaustiveResult = {
  readonly runs: number;
  readonly orders: number;
  readonly totals: Totals;
  readonly found: FoundFault | undefined;
};

/** Prints the result of every single fault. Answers whether every promise was kept. */
export const searchSingleFaults = async (say: (line: string) => void): Promise<boolean> => {
  Error.stackTraceLimit = 0;
  const { runs, orders, totals, found } = await simulateSingleFaults();
  if (!found) {
    const what = `one fault in each, at every call of ${Object.keys(cases).length} cases`;
    say(tallyTableOf(totals.tally));
    return concludeRun(`${runs.toLocaleString('en-US')} runs, ${what}`, deviationsOf(totals.tally, { orders }), say);
  }
  const { promise, name, call, fault, detail, steps } = found;
  say(`${steps.join('\n')}\n\n${promise} is broken in the case '${name}', with '${fault}' at call ${call}: ${detail}`);
  return false;
};

/** Simulates each case once for every call and every fault: only that call fails, in that way. */
export const simulateSingleFaults = async (): Promise<ExhaustiveResult> => {
  let [runs, orders, totals] = [0, 0, NO_TOTALS];
  for (const [name, one] of Object.entries(cases)) {
    const counter = createSingleFault(-1, 'request lost');
    await simulate(scenarioOf(one, counter));
    for (let call = 0; call < counter.calls(); call++)
      for (const fault of callFaults) {
        const result = await simulate(scenarioOf(one, createSingleFault(call, fault)));
        runs += 1;
        orders += one.plans.length;
        totals = addTotals(totals, totalsOf(result));
        if (!result.violation) continue;
        // A trace takes time, so only a run with a violation is repeated with one.
        const { trace } = await simulate({ ...scenarioOf(one, createSingleFault(call, fault)), traced: true });
        return { runs, orders, totals, found: { ...result.violation, name, call, fault, steps: trace.steps } };
      }
  }
  return { runs, orders, totals, found: undefined };
};

/** A small shop, with at most one kind of poison after its orders. */
type Case = {
  readonly plans: readonly Partial<Plan>[];
  readonly poison?: PoisonKind;
  /** When an operator redrives the dead-letter queues, in milliseconds after the start. */
  readonly redriveAt?: number;
  /** Milliseconds from the first dead letter until an operator reconciles. */
  readonly alarmDelay?: number;
};

const MINUTE = 60_000;

/** Together they take every path of an order. */
const cases: Readonly<Record<string, Case>> = {
  'one order': { plans: [{}] },
  'an order without a key': { plans: [{ keyed: false }] },
  'two orders on a tab': { plans: [{ tab: 'table-1' }, { tab: 'table-1', at: 100 }] },
  'a tab whose first order fails and is retried': {
    plans: [
      { tab: 'table-1', prepare: 'flaky' },
      { tab: 'table-1', at: 100 },
    ],
  },
  'a tab whose first order is quarantined': {
    plans: [
      { tab: 'table-1', prepare: 'refused' },
      { tab: 'table-1', at: 100 },
    ],
  },
  'an order with a pickup time': { plans: [{ pickup: 30 }] },
  'an order as a claim check': { plans: [{ long: true }] },
  'an order that is cancelled at once': { plans: [{ afterwards: 'cancels at once' }] },
  'an order with a pickup time that is cancelled': { plans: [{ pickup: 30, afterwards: 'cancels' }] },
  'the same request twice at once': { plans: [{ twin: true }] },
  'one key for two orders': { plans: [{ conflicts: true }] },
  'an order that is quarantined': { plans: [{ prepare: 'refused' }] },
  'an order that is quarantined and redriven': { plans: [{ prepare: 'refused' }], redriveAt: 5 * MINUTE },
  'an order that is reconciled while it is quarantined': { plans: [{ prepare: 'refused' }], alarmDelay: 30 },
  'an order that fails at first': { plans: [{ prepare: 'flaky' }] },
  'an order that crashes its process beside a good one': { plans: [{ prepare: 'killer' }, {}] },
  'an order that exceeds the timeout': { plans: [{ prepare: 'slow' }] },
  ...Object.fromEntries(
    poisonKinds.map((kind) => [`poison after an order: ${kind}`, { plans: [{ afterwards: 'leaves' }], poison: kind }]),
  ),
};

const scenarioOf = ({ plans, poison, redriveAt, alarmDelay }: Case, faults: Faults): Scenario => ({
  random: createRandom(1),
  faults,
  plans: plans.map((fields, number) => ({ ...plainPlan, afterwards: 'collects', ...fields, number })),
  prepareMilliseconds: PREPARE_RANGE,
  poison: poison ? [{ kind: poison, queue: 'orders', at: MINUTE }] : [],
  redrives: redriveAt === undefined ? [] : [redriveAt],
  reconciles: [],
  alarmDelays: alarmDelay === undefined ? [] : [alarmDelay],
  outages: [],
  calmAt: 10 * MINUTE,
  traced: false,
});
