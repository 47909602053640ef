import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Level, levels } from './engine/faults.ts';
import { searchAllMutations } from './mutations/mutate.ts';
import { ORDERS_PER_SHOP } from './scenario/scenario.ts';
import { exhaust } from './search/exhaustive.ts';
import { createPool, type Pool } from './search/pool.ts';
import { createProgress } from './search/progress.ts';
import { searchSmallShops } from './search/search.ts';
import { add, NOTHING, type Totals, tableOf } from './search/table.ts';
import type { Task, TaskResult } from './search/worker.ts';

const SEEDS_FOR_SHORT = 1000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} should be a whole number from 1 up, got '${text}'`);
};

const levelOf = (text: string): Level => {
  const found = levels.find((level) => level === text);
  if (found) return found;
  throw new Error(`--faults should be one of ${levels.join(', ')}, got '${text}'`);
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      orders: { type: 'string', default: '10000' },
      faults: { type: 'string', default: 'hostile' },
      exhaustive: { type: 'boolean', default: false },
      bugs: { type: 'boolean', default: false },
    },
  });
  const { exhaustive, bugs } = values;
  return {
    seed: wholeNumber('seed', values.seed),
    orders: wholeNumber('orders', values.orders),
    level: levelOf(values.faults),
    exhaustive,
    bugs,
  };
};

function* shopsOf(seed: number, orders: number, level: Level): Generator<Task> {
  for (let done = 0; done < orders; done += ORDERS_PER_SHOP)
    yield {
      seed: seed + done / ORDERS_PER_SHOP,
      orders: Math.min(ORDERS_PER_SHOP, orders - done),
      level,
      traced: false,
    };
}

const report = async (pool: Pool, { task, violation }: TaskResult): Promise<void> => {
  if (!violation) return;
  say(`\nbroken: ${violation.promise}, order ${violation.orderId || 'unknown'}: ${violation.detail}`);
  say(`again:  npm run simulate -- --seed ${task.seed} --orders ${task.orders} --faults ${task.level}`);
  say('looking for a short way to it in small shops …');
  const short = await searchSmallShops(pool, SEEDS_FOR_SHORT);
  if (!short) {
    say('none of them breaks it');
    return;
  }
  say(`\n${short.steps.join('\n')}\n${short.violation.promise}: ${short.violation.detail}`);
  say(
    `again:  npm run simulate -- --seed ${short.task.seed} --orders ${short.task.orders} --faults ${short.task.level}`,
  );
};

const simulateAll = async (pool: Pool, seed: number, orders: number, level: Level): Promise<boolean> => {
  const progress = createProgress(orders);
  let totals: Totals = NOTHING;
  let first: TaskResult | undefined;
  await pool.simulate(shopsOf(seed, orders, level), (result) => {
    totals = add(totals, result.totals);
    progress.advance(result.task.orders);
    if (result.violation && (!first || result.task.seed < first.task.seed)) first = result;
    return first ? 'stop' : 'on';
  });
  progress.end();
  say(tableOf(totals));
  if (first) await report(pool, first);
  else say(`\n${orders.toLocaleString('en-US')} orders, faults ${level}, from seed ${seed}: every promise was kept.`);
  return !first;
};

const main = async (): Promise<boolean> => {
  const { seed, orders, level, exhaustive, bugs } = readOptions();
  if (exhaustive) return exhaust(say);
  if (bugs) return searchAllMutations(say);
  const pool = createPool(availableParallelism());
  try {
    return await simulateAll(pool, seed, orders, level);
  } finally {
    await pool.close();
  }
};

process.once('SIGINT', () => process.exit(130));
try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
