import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import * as v from 'valibot';
import { type Description, outputsSchema } from '../journey/support/target.ts';

const schema = v.object({ ...outputsSchema.entries, CashierUrl: v.string() });

export type Outputs = { readonly CashierUrl: string; readonly outputs: Description['outputs'] };

/**
 * The outputs of all stacks of a stage. Their names are the same on every target.
 *
 * @param prefix the prefix of the names of the stacks, such as `orderboard-dev`
 * @throws Error if an output is missing
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
      `the stacks ${prefix}-* should have the output ${v.getDotPath(parsed.issues[0])}, got none: deploy the stage first`,
    );
  const { CashierUrl, ...outputs } = parsed.output;
  return { CashierUrl, outputs };
};
