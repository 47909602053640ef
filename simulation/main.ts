// npm run simulate: reads the options and runs one of three searches. Exit code 1: a promise was broken; 2: a wrong option.
import { parseArgs } from 'node:util';
import { searchAllMutations } from './mutations/mutate.ts';
import { searchSingleFaults } from './search/exhaustive.ts';
import { searchRandomShops } from './search/random-shops.ts';
import { levelOf } from './search/task.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} should be a whole number of at least 1, got '${text}'`);
};

const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      orders: { type: 'string', default: '10000' },
      faults: { type: 'string', default: 'hostile' },
      exhaustive: { type: 'boolean', default: false },
      bugs: { type: 'boolean', default: false },
    },
  });
  const seed = wholeNumber('seed', values.seed);
  const orders = wholeNumber('orders', values.orders);
  const level = levelOf(values.faults);
  if (values.exhaustive) return searchSingleFaults(say);
  if (values.bugs) return searchAllMutations(say);
  return searchRandomShops({ seed, orders, level }, say);
};

process.once('SIGINT', () => process.exit(130));
try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error('Options: --orders <number> --seed <number> --faults <level>, or --exhaustive, or --bugs');
  process.exitCode = 2;
}
