import { type OpenTarget, openWholeTarget } from '../../../test/journey/support/open.ts';
import { type Target, targetKind } from '../../../test/journey/support/target.ts';
import { type Ended, type RunOptions, runOps } from './run-ops.ts';

/** The command line on the target of this run. */
export type OpsOnTarget = OpenTarget & {
  /** Runs a command on the target, as an operator does. */
  ops(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs a command with `--json`. Returns its exit code and its document. */
  opsJson(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ readonly code: number | null; readonly json: unknown }>;
};

/** Opens the target of this run. Commands find a local shop by its port, and another target by its stage. */
export const openOps = async (): Promise<OpsOnTarget> => {
  const opened = await openWholeTarget();
  const ops = (args: readonly string[], options: RunOptions = {}) =>
    runOps([...args, ...argumentsOf(opened.target)], options);
  return {
    ...opened,
    ops,
    opsJson: async (args, options) => {
      const { code, stdout, stderr } = await ops([...args, '--json'], options);
      if (stdout === '') throw new Error(`${args.join(' ')} should print a document, got ${code} ${stderr}`);
      return { code, json: JSON.parse(stdout) };
    },
  };
};

/** The arguments that name a target. A stack gives its name to its table, such as `orderboard-dev-state-…`. */
export const argumentsOf = ({ url, outputs }: Target): readonly string[] => {
  if (targetKind === 'local') return ['--port', new URL(url).port];
  const [, stage] = /^orderboard-(\w+)-/.exec(outputs.OrderTableName) ?? [];
  if (stage === undefined) throw new Error(`the table should have the name of a stage, got ${outputs.OrderTableName}`);
  return ['--stage', stage];
};
