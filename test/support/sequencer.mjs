import Sequencer from '@jest/test-sequencer';

/** The files that take longest, roughly longest first, so that files that wait run beside files that work. Only the time of a run depends on it. */
const LONGEST = [
  'local/test/outages',
  'local/test/work',
  'simulation/test/simulation',
  'local/test/kill',
  'local/test/recovery',
  'ops/test/journey/dlq-redrive',
  'local/test/shop',
  'local/test/races',
  'local/test/restore',
  'local/test/erase',
  'simulation/test/recovery',
  'local/test/load',
  'examples/test/demo',
  'local/test/receipts',
  'ops/test/journey/dlq',
  'local/test/idempotency',
  'examples/test/subscriber-journey',
  'local/test/inspect',
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
