import { writeFileSync } from 'node:fs';
import { withStore } from '../cost/bill.ts';
import { exitCodes, Failure } from '../failure.ts';
import { readResources } from '../template/assembly.ts';
import { readShopTemplate } from '../template/read-template.ts';
import { SCALING_PAGE, scalingPage } from './page.ts';
import { computePlan } from './plan.ts';
import { planText } from './text.ts';

export type PlanCommandOptions = {
  readonly ordersPerSecond?: number;
  readonly prepareMs?: number;
  readonly outageMinutes: number;
  readonly stage: string;
  readonly assembly?: string;
  readonly json?: true;
  readonly write?: true;
};

/** `npm run plan`: prints the plan of a load, or writes its page. */
export const printPlan = async (options: PlanCommandOptions): Promise<void> => {
  if (options.write) {
    writeFileSync(SCALING_PAGE, await scalingPage());
    process.stderr.write('docs/scaling.md is written.\n');
    return;
  }
  const { stage, assembly, outageMinutes, json } = options;
  const ordersPerSecond = required('--orders-per-second', options.ordersPerSecond);
  const prepareMilliseconds = required('--prepare-ms', options.prepareMs);
  const resources = await readResources({ stage, ...(assembly === undefined ? {} : { assembly }) });
  const template = readShopTemplate(stage, resources);
  const plan = await withStore((store) =>
    computePlan({ template, ordersPerSecond, prepareMilliseconds, outageMinutes }, store),
  );
  process.stdout.write(`${json ? JSON.stringify(plan, null, 2) : planText(plan)}\n`);
  if (plan.exceeded.length > 0) process.exitCode = exitCodes.no;
};

const required = (name: string, given: number | undefined): number => {
  if (given !== undefined) return given;
  throw new Failure('usage', `${name} should be a number, got none: add "${name} 100", or --help for examples`);
};
