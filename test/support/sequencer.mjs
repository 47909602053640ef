import Sequencer from '@jest/test-sequencer';

/** The files that take longest, longest first. A file that is missing here can only make a run longer. */
const LONGEST = [
  'local/test/outages',
  'simulation/test/simulation',
  'local/test/kill',
  'local/test/shop',
  'local/test/recovery',
  'local/test/load',
  'local/test/races',
  'local/test/receipts',
  'simulation/test/recovery',
  'local/test/idempotency',
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
