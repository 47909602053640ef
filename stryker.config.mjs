import { join } from 'node:path';

/** Stryker runs the tests in a copy of the checkout. These files are those of the checkout itself. */
const inCheckout = (path) => join(import.meta.dirname, path);

const ofSomeFiles = process.argv.some((option) => /^(-m|--mutate)/.test(option));

/**
 * Mutation tests of `lambda/`: `npm run mutate`. Stryker plants one bug at a time, and a test in `test/lambda` must fail.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 * @see https://stryker-mutator.io/docs/stryker-js/configuration/
 */
export default {
  // The samples are data for tests and examples. No function reads them.
  mutate: ['lambda/**/*.ts', '!lambda/product/samples.ts'],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      // Only the unit tests: the simulator and the journeys take minutes for each mutant. Stryker's own option `testFiles` is no
      // alternative, because with it mutants in code that runs at import survive without a test.
      roots: ['<rootDir>/test/lambda'],
      // The property tests take no part: each takes seconds for a mutant, and starts every service.
      testPathIgnorePatterns: ['/node_modules/', '/test/lambda/properties/', '/round-trip\\.test\\.ts$'],
      // Without the next two options, every mutant loads all test files, and a run takes hours.
      testSequencer: inCheckout('test/mutation/sequencer.mjs'),
      testRunner: inCheckout('test/mutation/jest-circus-bail.mjs'),
    },
    // It finds only the tests that import the mutated file directly. The sequencer selects the test files instead.
    enableFindRelatedTests: false,
  },
  plugins: ['@stryker-mutator/*', inCheckout('test/mutation/plan.ts')],
  // Stryker rewrites this file with the API of TypeScript, which TypeScript 7 does not have. It skips a file that does not exist.
  tsconfigFile: '.orderboard/no-tsconfig.json',
  // The unit tests do not read these folders.
  ignorePatterns: ['.orderboard', 'cdk.out', 'coverage', 'docs', 'simulation'],
  concurrency: 2,
  // Jest keeps some memory of every run.
  maxTestRunnerReuse: 200,
  // Room for a busy machine: a mutant whose tests are slow would count as killed.
  timeoutMS: 15_000,
  dryRunTimeoutMinutes: 20,
  // A run of all files reuses the results of code and tests that have not changed since. It compares no support files:
  // `--force` tests every mutant again. A run of some files reuses nothing, because its report would include the other files.
  incremental: !ofSomeFiles,
  incrementalFile: '.orderboard/mutation/incremental.json',
  tempDirName: '.orderboard/mutation/sandbox',
  cleanTempDir: 'always',
  reporters: ['plan', 'clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  htmlReporter: { fileName: '.orderboard/mutation/report.html' },
  jsonReporter: { fileName: '.orderboard/mutation/report.json' },
  thresholds: { high: 95, low: 90, break: 90 },
  // The plan of the test files makes static mutants fast.
  warnings: { slow: false },
};
