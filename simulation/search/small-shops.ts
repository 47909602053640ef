import type { Violation } from '../invariants/violation.ts';
import type { Pool } from './pool.ts';
import type { Task } from './task.ts';
import { addTotals, NO_TOTALS, type Totals } from './totals.ts';

/** A shop with a violation, and every step that led to it. */
export type Found = { readonly task: Task; readonly violation: Violation; readonly steps: readonly string[] };

export type SmallShops = {
  /** The shortest trace among the first violations found. */
  readonly found: Found | undefined;
  readonly totals: Totals;
  readonly orders: number;
};

/** Searches up to this many small shops for a violation: of one promise, if it is given, else of any. */
export const searchSmallShops = async (pool: Pool, seeds: number, promise?: string): Promise<SmallShops> => {
  const found: Found[] = [];
  let [totals, orders] = [NO_TOTALS, 0];
  let last = seeds;
  await pool.run(smallShops(seeds), ({ task, violation, steps, totals: more }) => {
    totals = addTotals(totals, more);
    orders += task.orders;
    if (violation && (promise === undefined || violation.promise === promise)) {
      found.push({ task, violation, steps });
      last = Math.min(last, task.seed + MORE_SEEDS);
    }
    return task.seed >= last ? 'stop' : 'continue';
  });
  const first = Math.min(...found.map(({ task }) => task.seed));
  const shortest = found
    .filter(({ task }) => task.seed <= first + MORE_SEEDS)
    .reduce<Found | undefined>((best, next) => (isShorter(next, best) ? next : best), undefined);
  return { found: shortest, totals, orders };
};

const MOST_ORDERS = 16;
/** After the first violation, the search continues for this many seeds to find a shorter trace. */
const MORE_SEEDS = 200;

/** Small shops give short traces. */
function* smallShops(seeds: number): Generator<Task> {
  for (let seed = 1; seed <= seeds; seed++)
    yield { seed, orders: 1 + (seed % MOST_ORDERS), level: 'hostile', traced: true };
}

const isShorter = (a: Found, b: Found | undefined): boolean =>
  b === undefined ||
  a.steps.length < b.steps.length ||
  (a.steps.length === b.steps.length && a.task.seed < b.task.seed);
