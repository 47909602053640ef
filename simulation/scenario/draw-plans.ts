import type { Random } from '../engine/random.ts';
import { MILLISECONDS_BETWEEN, type Plan } from './plan.ts';

export const drawPlans = (orders: number, random: Random): Plan[] => {
  const rare = orders <= FEW_ORDERS ? RARE_FACTOR : 1;
  return Array.from({ length: orders }, (_, number): Plan => {
    const tab = random.chance(0.3) ? `table-${random.between(1, Math.min(TABS, orders))}` : undefined;
    const pickup = tab === undefined && random.chance(0.08) ? random.between(5, 60) : undefined;
    const keyed = random.chance(0.7);
    const fate = random.next() / rare;
    return {
      at: random.between(0, orders * MILLISECONDS_BETWEEN),
      number,
      tab,
      pickup,
      keyed,
      long: random.chance(0.03),
      prepare: prepareOf(fate),
      twin: keyed && random.chance(0.03 * rare),
      conflicts: keyed && random.chance(0.02 * rare),
      afterwards: random.pick(['collects', 'collects', 'cancels', 'cancels at once', 'leaves']),
    };
  });
};

const TABS = 12;

/** A shop with few orders gets more rare customers, because it would hardly ever have one otherwise. */
const FEW_ORDERS = 50;
const RARE_FACTOR = 6;

const prepareOf = (fate: number): Plan['prepare'] => {
  if (fate < 0.003) return 'killer';
  if (fate < 0.006) return 'slow';
  if (fate < 0.02) return 'refused';
  return fate < 0.05 ? 'flaky' : 'good';
};
