import type { Violation } from '../invariants/invariants.ts';
import type { Pool } from './pool.ts';
import type { Task } from './worker.ts';

/** A shop in which a promise was broken, and every step until then. */
export type Found = { readonly task: Task; readonly violation: Violation; readonly steps: readonly string[] };

const MOST_ORDERS = 16;
/** After the first find, so many more seeds are tried for one with fewer steps. */
const MORE_SEEDS = 200;

/** Small shops, each with its seed: what is found in them is short. */
function* smallShops(seeds: number): Generator<Task> {
  for (let seed = 1; seed <= seeds; seed++)
    yield { seed, orders: 1 + (seed % MOST_ORDERS), level: 'hostile', traced: true };
}

const isShorter = (a: Found, b: Found | undefined): boolean =>
  b === undefined ||
  a.steps.length < b.steps.length ||
  (a.steps.length === b.steps.length && a.task.seed < b.task.seed);

/** Looks for a broken promise in up to so many small shops, and answers the one with the fewest steps among the first found. */
export const searchSmallShops = async (pool: Pool, seeds: number): Promise<Found | undefined> => {
  const found: Found[] = [];
  let last = seeds;
  await pool.simulate(smallShops(seeds), ({ task, violation, steps }) => {
    if (violation) {
      found.push({ task, violation, steps });
      last = Math.min(last, task.seed + MORE_SEEDS);
    }
    return task.seed >= last ? 'stop' : 'on';
  });
  const first = Math.min(...found.map(({ task }) => task.seed));
  return found
    .filter(({ task }) => task.seed <= first + MORE_SEEDS)
    .reduce<Found | undefined>((best, one) => (isShorter(one, best) ? one : best), undefined);
};
