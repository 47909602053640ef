import { type CallFault, callFaults, createSingleFault, type Faults } from '../engine/faults.ts';
import { createRandom } from '../engine/random.ts';
import type { Violation } from '../invariants/invariants.ts';
import type { Plan } from '../scenario/plans.ts';
import { type Scenario, simulate } from '../shop/simulator.ts';

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

/** Small shops that between them go every way an order can go. */
export const cases: Readonly<Record<string, readonly Partial<Plan>[]>> = {
  'one order': [{}],
  'one without a key': [{ keyed: false }],
  'two on a tab': [{ tab: 'table-1' }, { tab: 'table-1', at: 100 }],
  'a tab whose first one fails': [
    { tab: 'table-1', prepare: 'flaky' },
    { tab: 'table-1', at: 100 },
  ],
  'a tab whose first one is given up': [
    { tab: 'table-1', prepare: 'refused' },
    { tab: 'table-1', at: 100 },
  ],
  'one for later': [{ pickup: 30 }],
  'a long one': [{ long: true }],
  'one that is cancelled at once': [{ afterwards: 'cancels at once' }],
  twins: [{ twin: true }],
  'one key for two orders': [{ conflicts: true }],
  'one that is given up': [{ prepare: 'refused' }],
  'one that fails at first': [{ prepare: 'flaky' }],
  'one that kills beside a good one': [{ prepare: 'killer' }, {}],
};

export type ExhaustiveResult = {
  readonly runs: number;
  readonly violation:
    | (Violation & {
        readonly name: string;
        readonly call: number;
        readonly fault: CallFault;
        readonly steps: readonly string[];
      })
    | undefined;
};

const scenario = (plans: readonly Partial<Plan>[], faults: Faults): Scenario => ({
  random: createRandom(1),
  faults,
  plans: plans.map((fields, number) => ({ ...plain, ...fields, number })),
  poison: [],
  redrives: [],
  outages: [],
  calmAt: 0,
  traced: true,
});

/** Plays each case over and over: every single call of it fails once in each way it can, and the process dies before and after it. */
export const simulateAllFaults = async (): Promise<ExhaustiveResult> => {
  let runs = 0;
  for (const [name, plans] of Object.entries(cases)) {
    const counter = createSingleFault(-1, 'lost');
    await simulate(scenario(plans, counter));
    for (let call = 0; call < counter.calls(); call++)
      for (const fault of callFaults) {
        const { violation, trace } = await simulate(scenario(plans, createSingleFault(call, fault)));
        runs += 1;
        if (violation) return { runs, violation: { ...violation, name, call, fault, steps: trace.steps } };
      }
  }
  return { runs, violation: undefined };
};

/** The exhaustive mode of the command line. */
export const exhaust = async (say: (line: string) => void): Promise<boolean> => {
  Error.stackTraceLimit = 0;
  const { runs, violation } = await simulateAllFaults();
  if (!violation) {
    say(
      `${runs.toLocaleString('en-US')} runs, one fault in each, at every call of ${Object.keys(cases).length} cases: every promise was kept.`,
    );
    return true;
  }
  say(
    `${violation.steps.join('\n')}\n\nbroken: ${violation.promise} in '${violation.name}', call ${violation.call} ${violation.fault}: ${violation.detail}`,
  );
  return false;
};
