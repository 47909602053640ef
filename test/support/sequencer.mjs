import Sequencer from '@jest/test-sequencer';

/** The files that take longest, roughly longest first, so that files that wait run beside files that work. Only the time of a run depends on it. */
const LONGEST = [
  'local/test/outages',
  'simulation/test/single-faults',
  'local/test/work',
  'local/test/recovery',
  'local/test/store-outages',
  'local/test/kill',
  'ops/test/journey/dlq-redrive',
  'local/test/restore',
  'local/test/erase',
  'local/test/shop',
  'examples/test/demo',
  'ops/test/journey/dlq',
  'local/test/receipts',
  'local/test/races',
  'simulation/test/recovery',
  'simulation/test/simulation',
  'local/test/inspect',
  'ops/test/journey/orders',
  'local/test/load',
  'test/lib/checks',
  'local/test/watch',
  'examples/test/subscriber-journey',
  'simulation/test/mutations',
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
