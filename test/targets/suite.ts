import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Description, descriptionPath, type TargetKind } from '../journey/support/target.ts';
import { behaviours, type Standing } from '../parity/table.ts';
import { type Run, run } from './run.ts';
import { say } from './say.ts';

/** Writes the description of a target, for the suite and for people who use the shop. */
export const describeTarget = (kind: TargetKind, description: Description): Description => {
  const path = descriptionPath(kind);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(description, null, 2));
  return description;
};

export const forgetTarget = (kind: TargetKind): void => rmSync(descriptionPath(kind), { force: true });

/** Prints how the target differs from AWS. */
const sayDifferences = (kind: TargetKind): void => {
  for (const { behaviour, ...standings } of Object.values(behaviours)) {
    const standing: Standing = standings[kind];
    if (standing.kind === 'differs') say(`differs: ${behaviour}: ${standing.how}`);
    if (standing.kind === 'missing') say(`missing: ${behaviour}: ${standing.why}`);
  }
};

/**
 * Runs the tests of some folders against a target, one file after the other, because the files share it.
 *
 * @param args the folders, and options of jest
 * @throws Error if a test fails
 */
export const runSuite = async (kind: TargetKind, args: readonly string[], options: Run): Promise<void> => {
  const environment = { ...options.environment, ORDERBOARD_TARGET: kind };
  const { code } = await run(
    'jest',
    ['--runInBand', '--verbose', ...args],
    { ...options, environment },
    { shown: true },
  );
  sayDifferences(kind);
  if (code !== 0) throw new Error(`the suite should pass on ${kind}, got exit code ${code}`);
};
