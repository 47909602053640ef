import { type CallFault, callFaults, type Faults } from '../engine/faults.ts';
import { createRandom } from '../engine/random.ts';
import type { Violation } from '../invariants/violation.ts';
import type { Plan } from '../scenario/plan.ts';
import { PREPARE_RANGE, type Scenario } from '../scenario/scenario.ts';
import { createSingleFault } from '../scenario/single-fault.ts';
import { simulate } from '../shop/simulator.ts';

/** The first violation of an exhaustive search, and how to get to it. */
export type FoundFault = Violation & {
  readonly name: string;
  /** The index of the call that failed. */
  readonly call: number;
  readonly fault: CallFault;
  readonly steps: readonly string[];
};

export type ExhaustiveResult = { readonly runs: number; readonly found: FoundFault | undefined };

/** Prints the result of every single fault. Answers whether every promise was kept. */
export const searchSingleFaults = async (say: (line: string) => void): Promise<boolean> => {
  Error.stackTraceLimit = 0;
  const { runs, found } = await simulateSingleFaults();
  if (!found) {
    const count = Object.keys(cases).length;
    say(`${count} cases, ${runs.toLocaleString('en-US')} runs with one fault each: every promise was kept.`);
    return true;
  }
  const { promise, name, call, fault, detail, steps } = found;
  say(`${steps.join('\n')}\n\n${promise} is broken in the case '${name}', with '${fault}' at call ${call}: ${detail}`);
  return false;
};

/** Simulates each case once for every call and every fault: only that call fails, in that way. */
export const simulateSingleFaults = async (): Promise<ExhaustiveResult> => {
  let runs = 0;
  for (const [name, plans] of Object.entries(cases)) {
    const counter = createSingleFault(-1, 'request lost');
    await simulate(scenarioOf(plans, counter));
    for (let call = 0; call < counter.calls(); call++)
      for (const fault of callFaults) {
        const { violation, trace } = await simulate(scenarioOf(plans, createSingleFault(call, fault)));
        runs += 1;
        if (violation) return { runs, found: { ...violation, name, call, fault, steps: trace.steps } };
      }
  }
  return { runs, found: undefined };
};

const plain: Plan = {
  at: 0,
  number: 0,
  tab: undefined,
  pickup: undefined,
  long: false,
  prepare: 'good',
  keyed: true,
  twin: false,
  conflicts: false,
  afterwards: 'collects',
};

/** Small shops. Together they take every path of an order. */
const cases: Readonly<Record<string, readonly Partial<Plan>[]>> = {
  'one order': [{}],
  'an order without a key': [{ keyed: false }],
  'two orders on a tab': [{ tab: 'table-1' }, { tab: 'table-1', at: 100 }],
  'a tab whose first order fails and is retried': [
    { tab: 'table-1', prepare: 'flaky' },
    { tab: 'table-1', at: 100 },
  ],
  'a tab whose first order is quarantined': [
    { tab: 'table-1', prepare: 'refused' },
    { tab: 'table-1', at: 100 },
  ],
  'an order with a pickup time': [{ pickup: 30 }],
  'an order as a claim check': [{ long: true }],
  'an order that is cancelled at once': [{ afterwards: 'cancels at once' }],
  'the same request twice at once': [{ twin: true }],
  'one key for two orders': [{ conflicts: true }],
  'an order that is quarantined': [{ prepare: 'refused' }],
  'an order that fails at first': [{ prepare: 'flaky' }],
  'an order that crashes its process beside a good one': [{ prepare: 'killer' }, {}],
};

const scenarioOf = (plans: readonly Partial<Plan>[], faults: Faults): Scenario => ({
  random: createRandom(1),
  faults,
  plans: plans.map((fields, number) => ({ ...plain, ...fields, number })),
  prepareMilliseconds: PREPARE_RANGE,
  poison: [],
  redrives: [],
  outages: [],
  calmAt: 0,
  traced: true,
});
