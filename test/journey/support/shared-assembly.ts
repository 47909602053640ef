import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './target.ts';

/** A folder of this run, which `global-setup.ts` creates. Without one, each shop synthesizes its own assembly. */
const { ORDERBOARD_TEST_RUN } = process.env;
const shared = ORDERBOARD_TEST_RUN === undefined ? undefined : join(ORDERBOARD_TEST_RUN, 'cdk.out');

/** The options with which a shop takes the shared assembly, once there is one. A synthesis takes most of the CPU time of a start. */
export const sharedAssembly = (): readonly string[] =>
  shared !== undefined && existsSync(shared) ? ['--assembly', shared] : [];

/** Shares the assembly of an open shop with the shops that open after it. */
export const shareAssembly = (port: string): void => {
  if (shared === undefined || existsSync(shared)) return;
  const copy = `${shared}.${port}`;
  cpSync(join(ROOT, '.orderboard', `${port}.cdk.out`), copy, { recursive: true });
  try {
    renameSync(copy, shared); // in one step, so no shop reads a half of it
  } catch (error) {
    if (!existsSync(shared)) throw error;
    rmSync(copy, { recursive: true }); // another worker was faster
  }
};
