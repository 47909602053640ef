import { createFaults, type Level, services } from '../engine/faults.ts';
import { createRandom, type Random } from '../engine/random.ts';
import { type Result, type Scenario, simulate } from '../shop/simulator.ts';
import type { Outage } from './fault-schedule.ts';
import { drawPlans, drawPoison } from './plans.ts';

/** Orders of one shop: a longer run opens one shop after the other, the next seed for each. */
export const ORDERS_PER_SHOP = 500;

const MINUTE = 60_000;
/** For a while after the last order things still go wrong. */
const TROUBLE_MILLISECONDS = 5 * MINUTE;

const lengthOf = (random: Random): number => {
  const kind = random.next();
  if (kind < 0.9) return random.between(1000, 20_000);
  return kind < 0.995 ? random.between(MINUTE / 2, 2 * MINUTE) : random.between(30 * MINUTE, 60 * MINUTE);
};

const drawOutages = (end: number, count: number, random: Random): Outage[] =>
  Array.from({ length: count }, () => ({
    at: random.between(0, end),
    milliseconds: lengthOf(random),
    service: random.pick(services),
    fault: random.pick(['throttled', 'error', 'refused', 'lost']),
  }));

/** What a seed stands for: the same orders, the same faults, the same steps. */
export const drawScenario = (seed: number, orders: number, level: Level, traced: boolean): Scenario => {
  const random = createRandom(seed);
  const plans = drawPlans(orders, random);
  const end = Math.max(...plans.map(({ at }) => at)) + TROUBLE_MILLISECONDS;
  const troubled = level !== 'none';
  return {
    random,
    plans,
    traced,
    faults: createFaults(level, random),
    poison: troubled ? drawPoison(orders, random) : [],
    redrives: troubled ? [random.between(0, end), end - 1] : [],
    outages: level === 'hostile' ? drawOutages(end, random.between(0, 6), random) : [],
    calmAt: end,
  };
};

export const simulateSeed = (seed: number, orders: number, level: Level, traced = false): Promise<Result> =>
  simulate(drawScenario(seed, orders, level, traced));
