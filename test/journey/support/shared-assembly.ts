import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

/** A folder of this run, which `global-setup.ts` creates. Without one, each shop synthesizes its own assembly. */
const { ORDERBOARD_TEST_RUN } = process.env;
const shared = ORDERBOARD_TEST_RUN === undefined ? undefined : join(ORDERBOARD_TEST_RUN, 'cdk.out');
const claim = `${shared}.claim`;

/** The options with which a shop takes the shared assembly, once there is one. A synthesis takes most of the CPU time of a start. */
export const sharedAssembly = (): readonly string[] =>
  shared !== undefined && existsSync(shared) ? ['--assembly', shared] : [];

/** Waits for the shared assembly and returns these options. The first caller of a run gets none: it synthesizes and shares. */
export const claimAssembly = async (): Promise<readonly string[]> => {
  if (shared === undefined) return [];
  const isOurs = async (): Promise<boolean> => {
    if (existsSync(shared)) return false;
    return mkdirSync(claim, { recursive: true }) !== undefined;
  };
  await until(isOurs, (ours) => ours || existsSync(shared), { seconds: 60 });
  return sharedAssembly();
};

/** Lets another caller synthesize the assembly, after a synthesis that failed. */
export const releaseClaim = (): void => rmSync(claim, { recursive: true, force: true });

/** Shares an assembly with the shops that open after it. */
export const shareAssembly = (outdir: string): void => {
  if (shared === undefined || existsSync(shared)) return;
  const copy = `${shared}.of-${process.pid}`;
  cpSync(outdir, copy, { recursive: true });
  try {
    renameSync(copy, shared); // in one step, so no shop reads a half of it
  } catch (error) {
    if (!existsSync(shared)) throw error;
    rmSync(copy, { recursive: true }); // another worker was faster
  }
};
