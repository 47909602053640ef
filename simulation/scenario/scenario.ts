import { type Faults, type Level, services } from '../engine/faults.ts';
import { createRandom, type Random } from '../engine/random.ts';
import { drawPlans } from './draw-plans.ts';
import type { FaultSchedule, Outage } from './fault-schedule.ts';
import type { Plan } from './plan.ts';
import { drawPoison } from './poison.ts';
import { createRandomFaults } from './random-faults.ts';

/** Everything that one simulation depends on. */
export type Scenario = FaultSchedule & {
  readonly random: Random;
  readonly faults: Faults;
  readonly plans: readonly Plan[];
  /** Milliseconds from each of the first dead letters until an operator reconciles. */
  readonly alarmDelays: readonly number[];
  /** The shortest and the longest time of a `prepare`, in milliseconds. */
  readonly prepareMilliseconds: readonly [number, number];
  /** Whether the trace keeps its steps. */
  readonly traced: boolean;
};

/** The scenario of a seed: the same seed gives the same orders, the same faults and the same steps. */
export const drawScenario = (seed: number, orders: number, level: Level, traced: boolean): Scenario => {
  const random = createRandom(seed);
  const operator = createRandom(-seed); // so that the orders and faults of a seed stay the same
  const plans = drawPlans(orders, random);
  const lastOrder = Math.max(...plans.map(({ at }) => at));
  const end = lastOrder + FAULTS_AFTER_LAST_ORDER;
  const hasFaults = level !== 'none';
  return {
    random,
    plans,
    prepareMilliseconds: PREPARE_RANGE,
    traced,
    faults: createRandomFaults(level, random),
    poison: hasFaults ? drawPoison(orders, random) : [],
    alarmDelays: hasFaults ? Array.from({ length: ALARMS }, () => operator.between(0, MOST_ALARM_DELAY)) : [],
    reconciles: hasFaults ? [operator.between(0, end), operator.between(0, end)] : [],
    redrives: hasFaults ? [random.between(0, end), end - 1] : [],
    outages: level === 'hostile' ? drawOutages(lastOrder, end, random) : [],
    calmAt: end,
  };
};

export const PREPARE_RANGE = [20, 900] as const;

/** How many dead letters an operator sees at once, and the most milliseconds until they are reconciled. */
const ALARMS = 20;
const MOST_ALARM_DELAY = 2000;

const MINUTE = 60_000;
/** Faults continue for this many milliseconds after the last order. */
const FAULTS_AFTER_LAST_ORDER = 5 * MINUTE;

/** Half of the outages begin while orders come in. */
const drawOutages = (lastOrder: number, end: number, random: Random): Outage[] =>
  Array.from({ length: random.between(0, 6) }, () => ({
    at: random.between(0, random.chance(0.5) ? lastOrder : end),
    milliseconds: drawLength(random),
    service: random.pick(services),
    fault: random.pick(['throttled', 'error', 'refused', 'request lost']),
  }));

/** Milliseconds: mostly seconds, sometimes minutes, rarely most of an hour. */
const drawLength = (random: Random): number => {
  const kind = random.next();
  if (kind < 0.9) return random.between(1000, 20_000);
  return kind < 0.995 ? random.between(MINUTE / 2, 2 * MINUTE) : random.between(30 * MINUTE, 60 * MINUTE);
};
