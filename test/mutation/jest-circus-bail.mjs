import runner from 'jest-circus/runner';

/** The mutant that a test has killed. */
let killed;

/**
 * Jest's runner. Once a test has failed, it leaves out all other tests of the mutant: in the file, and in later files. Jest's own
 * `bail` ends the process, and a mutant that never answers would let every test wait for its time limit.
 *
 * Stryker accepts only runners that are named after jest-circus. It names the mutant in the environment.
 */
export default async function runUntilKilled(globalConfig, config, environment, runtime, testPath, send) {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant !== undefined && mutant === killed) return skipped(testPath);
  if (mutant !== undefined) skipAfterFailure(environment);
  const result = await runner.default(globalConfig, config, environment, runtime, testPath, send);
  if (result.numFailingTests > 0 || result.testExecError) killed = mutant;
  return result;
}

/** @see https://jestjs.io/docs/configuration#testenvironment-string */
const skipAfterFailure = (environment) => {
  const handle = environment.handleTestEvent?.bind(environment);
  let failed = false;
  environment.handleTestEvent = async (event, state) => {
    await handle?.(event, state);
    if (event.name === 'test_done' && event.test.errors.length > 0) failed = true;
    if (event.name === 'test_start' && failed) event.test.mode = 'skip';
  };
};

/** The result of a file whose tests did not run. Jest refuses a file without tests. */
const skipped = (testFilePath) => ({
  leaks: false,
  numFailingTests: 0,
  numPassingTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  openHandles: [],
  perfStats: { start: 0, end: 0, runtime: 0, slow: false, loadTestEnvironmentStart: 0, loadTestEnvironmentEnd: 0 },
  skipped: true,
  snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
  testFilePath,
  testResults: [{ ancestorTitles: [], failureMessages: [], fullName: 'skipped', status: 'pending', title: 'skipped' }],
});
