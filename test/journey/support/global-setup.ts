import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates the folder that the test files of a run share. Jest passes the variables on to its workers, and they to their shops. */
export default (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-'));
  process.env.ORDERBOARD_TEST_RUN = folder;
  process.env.NODE_COMPILE_CACHE ??= join(folder, 'compile-cache'); // a run starts hundreds of processes with the same modules
};
