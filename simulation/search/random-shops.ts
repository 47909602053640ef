import { availableParallelism } from 'node:os';
import type { Level } from '../engine/faults.ts';
import { REDRIVEN } from '../invariants/tally.ts';
import type { Violation } from '../invariants/violation.ts';
import { concludeRun, deviationsOf } from './deviations.ts';
import { createPool, type Pool } from './pool.ts';
import { createProgress } from './progress.ts';
import { searchSmallShops } from './small-shops.ts';
import { tableOf } from './table.ts';
import { commandOf, type Task, type TaskResult } from './task.ts';
import { addTotals, NO_TOTALS, type Totals } from './totals.ts';

export type RandomOptions = { readonly seed: number; readonly orders: number; readonly level: Level };

type Say = (line: string) => void;

/** Simulates shops until they had this many orders. Prints the totals and the first violation. Answers whether there was none. */
export const searchRandomShops = async (options: RandomOptions, say: Say): Promise<boolean> => {
  const { seed, orders, level } = options;
  const pool = createPool(availableParallelism());
  try {
    const { totals, first } = await runShops(pool, options);
    say(tableOf(totals));
    if (first) {
      await printViolation(pool, first, say);
      return false;
    }
    const run = `${orders.toLocaleString('en-US')} orders, faults ${level}, from seed ${seed}`;
    return concludeRun(run, deviationsOf(totals.tally, { orders, optional: optionalAt(level) }), say);
  } finally {
    await pool.close();
  }
};

/** Without faults there is neither poison nor a redrive. */
const optionalAt =
  (level: Level) =>
  (name: string): boolean =>
    level === 'none' && (name.startsWith('poison') || name === REDRIVEN);

/** A longer run simulates one shop after the other, with the next seed for each. */
const ORDERS_PER_SHOP = 500;
const MOST_SEARCHED_SEEDS = 1000;

function* shopsOf({ seed, orders, level }: RandomOptions): Generator<Task> {
  for (let done = 0; done < orders; done += ORDERS_PER_SHOP)
    yield {
      seed: seed + done / ORDERS_PER_SHOP,
      orders: Math.min(ORDERS_PER_SHOP, orders - done),
      level,
      traced: false,
    };
}

const runShops = async (pool: Pool, options: RandomOptions) => {
  const progress = createProgress(options.orders);
  let totals: Totals = NO_TOTALS;
  let first: TaskResult | undefined;
  await pool.run(shopsOf(options), (result) => {
    totals = addTotals(totals, result.totals);
    progress.advance(result.task.orders);
    if (result.violation && (!first || result.task.seed < first.task.seed)) first = result;
    return first ? 'stop' : 'continue';
  });
  progress.end();
  return { totals, first };
};

/** Prints the violation, and the shortest trace of one that small shops show. */
const printViolation = async (pool: Pool, { task, violation }: TaskResult, say: Say): Promise<void> => {
  if (!violation) return;
  say(`\n${violation.promise} is broken${concerned(violation)}: ${violation.detail}`);
  say(`Replay it with: ${commandOf(task)}`);
  say('Searching small shops for a shorter trace …');
  const { found: short } = await searchSmallShops(pool, MOST_SEARCHED_SEEDS);
  if (!short) {
    say('No small shop broke a promise.');
    return;
  }
  say(
    `\n${short.steps.join('\n')}\n\n${short.violation.promise} is broken${concerned(short.violation)}: ${short.violation.detail}`,
  );
  say(`Replay it with: ${commandOf(short.task)}`);
};

const concerned = ({ orderId }: Violation): string => (orderId === '' ? '' : ` for the order ${orderId}`);
