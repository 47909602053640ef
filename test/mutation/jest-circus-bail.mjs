import runner from 'jest-circus/runner';

/** The mutant that a test has killed. Stryker names the mutant of a run in the environment. */
let killed;

/**
 * Jest's runner, which leaves out the test files that are left once a test has failed. Jest's own `bail` ends the process.
 * Stryker accepts only runners that are named after jest-circus.
 */
export default async function runUntilKilled(globalConfig, config, environment, runtime, testPath, send) {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant !== undefined && mutant === killed) return skipped(testPath);
  const result = await runner.default(globalConfig, config, environment, runtime, testPath, send);
  if (result.numFailingTests > 0 || result.testExecError) killed = mutant;
  return result;
}

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
