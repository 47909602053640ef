import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChosenShop, localTarget } from './launch-shop.ts';
import type { Target } from './target.ts';

/** Jest's worker, and the folder of its run, which `global-setup.ts` creates. */
const { JEST_WORKER_ID = '1', ORDERBOARD_TEST_RUN } = process.env;

/**
 * The local shop that the test files of a Jest worker share, one after the other, as all of them share another target. The first
 * one opens it. It closes when the worker ends.
 */
export const workerShop = async (): Promise<Target> => {
  if (ORDERBOARD_TEST_RUN === undefined) throw new Error('Jest should run the global setup, got no folder of its run');
  const portPath = join(ORDERBOARD_TEST_RUN, `shop-of-worker-${JEST_WORKER_ID}`);
  if (existsSync(portPath)) return localTarget(readFileSync(portPath, 'utf8'));
  const { target, release } = await launchChosenShop();
  release();
  writeFileSync(portPath, new URL(target.url).port);
  return target;
};
