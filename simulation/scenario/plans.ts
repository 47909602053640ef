import type { Random } from '../engine/random.ts';

/** What one customer does, and what becomes of the prepare: drawn before the shop opens, so that it does not hang on faults. */
export type Plan = {
  /** Milliseconds after the shop has opened. */
  readonly at: number;
  readonly number: number;
  readonly tab: string | undefined;
  /** Minutes ahead. */
  readonly pickup: number | undefined;
  /** Too long for a message: it travels as a claim check. */
  readonly long: boolean;
  /** `killer`: its process dies in the middle of it, every time. `slow`: it outlives the function's timeout. */
  readonly prepare: 'good' | 'flaky' | 'refused' | 'killer' | 'slow';
  readonly keyed: boolean;
  /** Sends the same twice at once. */
  readonly twin: boolean;
  /** Sends another order with the same key. */
  readonly conflicts: boolean;
  readonly afterwards: 'collects' | 'cancels' | 'cancels at once' | 'leaves';
};

/** Bodies that are no orders, and whoever sends them. */
export type PoisonPlan = {
  readonly at: number;
  readonly queue: 'orders' | 'tabs.fifo' | 'pickups';
  readonly kind: 'no json' | 'malformed' | 'expired' | 'conflict' | 'no object';
};

const TABS = 12;
/** Orders come this fast on average. */
const MILLISECONDS_BETWEEN = 150;

export const emailOf = ({ number }: Plan): string => `customer-${number}@example.org`;
const numberIn = (text: string): number => Number(/customer-(\d+)@/.exec(text)?.[1] ?? Number.NaN);

/** The plans of a shop, found by the e-mail that is somewhere in a text. */
export type Plans = { of(text: string): Plan | undefined };
export const plansOf = (plans: readonly Plan[]): Plans => ({ of: (text) => plans[numberIn(text)] });

/** What is rare among many orders is not so among few: a small shop would hardly ever see it. */
const FEW = 50;
const workOf = (fate: number): Plan['prepare'] => {
  if (fate < 0.003) return 'killer';
  if (fate < 0.006) return 'slow';
  if (fate < 0.02) return 'refused';
  return fate < 0.05 ? 'flaky' : 'good';
};

export const drawPlans = (orders: number, random: Random): Plan[] =>
  Array.from({ length: orders }, (_, number): Plan => {
    const tab = random.chance(0.3) ? `table-${random.between(1, Math.min(TABS, orders))}` : undefined;
    const pickup = tab === undefined && random.chance(0.08) ? random.between(5, 60) : undefined;
    const keyed = random.chance(0.7);
    const rare = orders <= FEW ? 6 : 1;
    const fate = random.next() / rare;
    return {
      at: random.between(0, orders * MILLISECONDS_BETWEEN),
      number,
      tab,
      pickup,
      keyed,
      long: random.chance(0.03),
      prepare: workOf(fate),
      twin: keyed && random.chance(0.03 * rare),
      conflicts: keyed && random.chance(0.02 * rare),
      afterwards: random.pick(['collects', 'collects', 'cancels', 'cancels at once', 'leaves']),
    };
  });

export const drawPoison = (orders: number, random: Random): PoisonPlan[] =>
  Array.from(
    { length: Math.ceil(orders / 50) },
    (): PoisonPlan => ({
      at: random.between(0, orders * MILLISECONDS_BETWEEN),
      queue: random.pick(['orders', 'tabs.fifo', 'pickups']),
      kind: random.pick(['no json', 'malformed', 'expired', 'conflict', 'no object']),
    }),
  );
