import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates the folder that the test files of a run share. Jest passes the variable on to its workers. */
export default (): void => {
  process.env.ORDERBOARD_TEST_RUN = mkdtempSync(join(tmpdir(), 'orderboard-'));
};
