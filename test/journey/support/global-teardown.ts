import { rmSync } from 'node:fs';

/** Deletes the folder that the test files of a run shared. */
export default (): void => {
  const { ORDERBOARD_TEST_RUN } = process.env;
  if (ORDERBOARD_TEST_RUN !== undefined) rmSync(ORDERBOARD_TEST_RUN, { recursive: true, force: true });
};
