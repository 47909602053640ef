import { aRequest } from '../../journey/support/orders.ts';

/** One line in so many is bad. */
const BAD_EVERY = 100;
const TABS = 50;

/** A file of NDJSON, the numbers of its good lines, and those of its bad ones. */
export type DrillFile = { readonly text: string; readonly good: readonly number[]; readonly bad: readonly number[] };

/** What a bad line holds: no JSON, no order, and an order with a fault. */
const badLines = ['one order, please', '{}', JSON.stringify({ ...aRequest(), tab: 'no tab' })] as const;

/** A file with 1 % bad lines. One order in ten is on a tab. */
export const drillFile = (count: number): DrillFile => {
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  const isBad = (number: number): boolean => number % BAD_EVERY === 0;
  const lineOf = (number: number): string => {
    if (isBad(number)) return badLines[(number / BAD_EVERY) % badLines.length] ?? '';
    const customer = { name: 'Ada Lovelace', email: `success+${number}@simulator.amazonses.com` };
    return JSON.stringify(aRequest({ customer, ...(number % 10 === 1 ? { tab: `table-${number % TABS}` } : {}) }));
  };
  return {
    text: numbers.map((number) => `${lineOf(number)}\n`).join(''),
    good: numbers.filter((number) => !isBad(number)),
    bad: numbers.filter(isBad),
  };
};
