import Sequencer from '@jest/test-sequencer';

/** The files that take longest, roughly longest first, so that files that wait run beside files that work. Only the time of a run depends on it. */
const LONGEST = [
  'local/test/outages',
  'simulation/test/single-faults',
  'local/test/store-outages',
  'local/test/work',
  'local/test/recovery',
  'ops/test/journey/dlq-redrive',
  'local/test/kill',
  'simulation/test/simulation',
  'local/test/restore',
  'local/test/erase',
  'ops/test/journey/dlq',
  'local/test/shop',
  'local/test/receipts',
  'local/test/inspect',
  'local/test/function',
  'local/test/load',
  'ops/test/journey/orders',
  'examples/test/demo',
  'simulation/test/recovery',
  'simulation/test/mutations',
  'simulation/test/alarms',
  'local/test/races',
  'ops/test/cost/pages',
  'test/journey/idempotency',
  'local/test/watch',
  'ops/test/cost/usage',
  'ops/test/usage',
  'examples/test/subscriber-journey',
];

const rankOf = ({ path }) => {
  const rank = LONGEST.findIndex((name) => path.replaceAll('\\', '/').endsWith(`/${name}.test.ts`));
  return rank === -1 ? LONGEST.length : rank;
};

/**
 * Starts the longest files first, so that no core is idle while the last one ends. Jest knows the durations of an earlier run
 * only, which a new clone and CI do not have.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
