import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { cdk, type Run } from './run.ts';

export type DestroyOptions = {
  readonly cloudFormation: CloudFormationClient;
  /** The prefix of the names of the stacks. */
  readonly prefix: string;
  /** The context options of the CDK that select the stage. */
  readonly context: readonly string[];
};

/**
 * Runs "cdk destroy" on the stacks of a stage. The stack of the account stays, because other stages use its role.
 *
 * @throws Error if a stack is left
 */
export const destroy = async ({ cloudFormation, prefix, context }: DestroyOptions, options: Run): Promise<void> => {
  await cdk(['destroy', '--all', '--force', '-c', 'apiLogs=existing', ...context], options);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  const left = Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName = '' }) => StackName)
    .filter((name) => name.startsWith(`${prefix}-`));
  if (left.length > 0)
    throw new Error(`"cdk destroy" should delete every stack, got stacks that remain: ${left.join(', ')}`);
};
