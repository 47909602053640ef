import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { cdk, type Run } from './run.ts';

/** CloudFormation deletes a bucket only when it is empty. */
const emptyBucket = async (client: S3Client, Bucket: string): Promise<void> => {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
};

export type DestroyOptions = {
  readonly s3: S3Client;
  readonly cloudFormation: CloudFormationClient;
  readonly bucketName: string;
  /** The prefix of the names of the stacks. */
  readonly prefix: string;
};

/**
 * Empties the bucket of claim checks and runs `cdk destroy`.
 *
 * @throws Error if a stack is left
 */
export const destroy = async (
  { s3, cloudFormation, bucketName, prefix }: DestroyOptions,
  options: Run,
): Promise<void> => {
  await emptyBucket(s3, bucketName);
  await cdk(['destroy', '--all', '--force'], options);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  const left = Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName = '' }) => StackName)
    .filter((name) => name.startsWith(`${prefix}-`));
  if (left.length > 0)
    throw new Error(`"cdk destroy" should delete every stack, got stacks that remain: ${left.join(', ')}`);
};
