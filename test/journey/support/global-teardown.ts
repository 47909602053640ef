import { rmSync } from 'node:fs';
import { answersSummary } from './answers-summary.ts';
import { leftOut } from './parts.ts';

/** Prints which answers were checked and which parts had no journeys, and deletes the folder that the test files of a run shared. */
export default (): void => {
  const { ORDERBOARD_TEST_RUN } = process.env;
  if (ORDERBOARD_TEST_RUN === undefined) return;
  if (leftOut.length > 0)
    process.stderr.write(`No journeys of parts that cdk.json leaves out: ${leftOut.join(', ')}\n`);
  for (const line of answersSummary(ORDERBOARD_TEST_RUN)) process.stderr.write(`${line}\n`); // CI discards stdout
  rmSync(ORDERBOARD_TEST_RUN, { recursive: true, force: true });
};
