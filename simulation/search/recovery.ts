import type { CallFault } from '../engine/faults.ts';
import { createRandom } from '../engine/random.ts';
import { type Plan, plainPlan } from '../scenario/plan.ts';
import { createRandomFaults } from '../scenario/random-faults.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../shop/simulator.ts';

/** A store outage from the first moment of a shop, and the orders that come in during its first seconds. */
export type RecoveryCase = {
  readonly fault: CallFault;
  readonly outageSeconds: number;
  readonly orders: number;
  /** How long `prepare` takes. */
  readonly prepareSeconds: number;
  /** Whether each order is on a tab with nine others. */
  readonly onTabs: boolean;
};

/** Times are in seconds. */
export type Recovery = {
  /** From the first order to the last READY in a shop without an outage. */
  readonly withoutOutage: number;
  /** From the end of the outage to the last READY. */
  readonly afterOutage: number;
  readonly made: number;
};

/** Simulates the shop with the outage and without it. */
export const measureRecovery = async (recoveryCase: RecoveryCase): Promise<Recovery> => {
  const without = await simulate(scenarioOf(recoveryCase, []));
  const milliseconds = recoveryCase.outageSeconds * 1000;
  const outage = { at: 0, milliseconds, service: 'dynamodb', fault: recoveryCase.fault } as const;
  const { readyAt, violation } = await simulate(scenarioOf(recoveryCase, [outage]));
  if (violation) throw new Error(`${violation.promise}: ${violation.detail}`);
  return {
    withoutOutage: Math.max(...without.readyAt) / 1000,
    afterOutage: (Math.max(...readyAt) - milliseconds) / 1000,
    made: readyAt.length,
  };
};

const ARRIVAL_MILLISECONDS = 10_000;
const ORDERS_PER_TAB = 10;

const scenarioOf = ({ orders, prepareSeconds, onTabs }: RecoveryCase, outages: Scenario['outages']): Scenario => {
  const random = createRandom(1);
  const plans = Array.from(
    { length: orders },
    (_, number): Plan => ({
      ...plainPlan,
      number,
      at: random.between(0, ARRIVAL_MILLISECONDS),
      tab: onTabs ? `table-${number % Math.ceil(orders / ORDERS_PER_TAB)}` : undefined,
    }),
  );
  return {
    random,
    faults: createRandomFaults('none', random),
    plans,
    prepareMilliseconds: [prepareSeconds * 1000, prepareSeconds * 1000],
    poison: [],
    redrives: [],
    reconciles: [],
    alarmDelays: [],
    outages,
    calmAt: Math.max(0, ...outages.map(({ at, milliseconds }) => at + milliseconds)),
    traced: false,
  };
};

const MOST_BACK_OFF_SECONDS = 15 * 60;
const SLACK_SECONDS = 60;

/**
 * P5: the seconds after an outage within which the last order should be made. They are half of the outage, at most 15 minutes, and
 * a minute, and the time that the shop needs for as many orders beyond their arrival.
 */
export const recoveryLimit = ({ outageSeconds }: RecoveryCase, { withoutOutage }: Recovery): number =>
  Math.min(outageSeconds / 2, MOST_BACK_OFF_SECONDS) + SLACK_SECONDS + withoutOutage - ARRIVAL_MILLISECONDS / 1000;
