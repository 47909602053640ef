import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import * as v from 'valibot';
import { type Description, outputsSchema } from '../journey/support/target.ts';

const schema = v.object({ ...outputsSchema.entries, CashierUrl: v.string() });

export type Outputs = { readonly CashierUrl: string; readonly outputs: Description['outputs'] };

/**
 * The outputs of all stacks of a stage, by the names they have on every target.
 *
 * @param prefix of the stacks' names, such as `orderboard-dev`
 * @throws Error when the stacks are not there
 */
export const readOutputs = async (client: CloudFormationClient, prefix: string): Promise<Outputs> => {
  const found: Record<string, string> = {};
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {}))
    for (const { StackName = '', Outputs = [] } of Stacks)
      if (StackName.startsWith(`${prefix}-`))
        for (const { OutputKey = '', OutputValue = '' } of Outputs) found[OutputKey] = OutputValue;
  const parsed = v.safeParse(schema, found);
  if (!parsed.success)
    throw new Error(
      `the stacks ${prefix}-… should be deployed, and are not, or lack an output: ${v.getDotPath(parsed.issues[0])}`,
    );
  const { CashierUrl, ...outputs } = parsed.output;
  return { CashierUrl, outputs };
};
