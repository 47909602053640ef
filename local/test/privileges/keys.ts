import * as v from 'valibot';
import { resourcesOfType } from '../../template/resource.ts';
import type { Stage } from './stage.ts';

const messagingSchema = v.object({ KmsMasterKeyId: v.optional(v.string()) });
const bucketSchema = v.object({
  BucketEncryption: v.optional(
    v.object({
      ServerSideEncryptionConfiguration: v.array(
        v.object({ ServerSideEncryptionByDefault: v.object({ KMSMasterKeyID: v.optional(v.string()) }) }),
      ),
    }),
  ),
});

const tableSchema = v.object({
  Replicas: v.array(v.object({ SSESpecification: v.optional(v.object({ KMSMasterKeyId: v.optional(v.string()) })) })),
});

type Encrypted = { readonly arn: string; readonly keyArn: string };

/** The queues, topics, buckets and tables that are encrypted with a key of the templates. */
export const keysOf = ({ all }: Stage): readonly Encrypted[] => {
  const keys = resourcesOfType(all, 'AWS::KMS::Key').map(({ ref, attribute }) => ({ ref, arn: attribute('Arn') }));
  const named = [
    ...['AWS::SQS::Queue', 'AWS::SNS::Topic'].flatMap((type) =>
      resourcesOfType(all, type).map((resource) => ({ resource, key: resource.parse(messagingSchema).KmsMasterKeyId })),
    ),
    ...resourcesOfType(all, 'AWS::S3::Bucket').map((resource) => {
      const [rule] = resource.parse(bucketSchema).BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
      return { resource, key: rule?.ServerSideEncryptionByDefault.KMSMasterKeyID };
    }),
    ...resourcesOfType(all, 'AWS::DynamoDB::GlobalTable').map((resource) => ({
      resource,
      key: resource.parse(tableSchema).Replicas[0]?.SSESpecification?.KMSMasterKeyId,
    })),
  ];
  return named.flatMap(({ resource, key }) => {
    const found = keys.find(({ ref, arn }) => key === ref || key === arn);
    if (!found) return [];
    const arn = resource.type === 'AWS::SNS::Topic' ? resource.ref : resource.attribute('Arn');
    return [{ arn, keyArn: found.arn }];
  });
};
