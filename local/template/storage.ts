import * as v from 'valibot';
import { type Resource, resourcesOfType } from './resource.ts';

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }));
const tableSchema = v.object({
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: keySchema,
        Projection: v.object({ ProjectionType: v.picklist(['ALL', 'KEYS_ONLY', 'INCLUDE']) }),
      }),
    ),
  ),
});

export type TableResource = { readonly name: string } & Readonly<v.InferOutput<typeof tableSchema>>;
const bucketSchema = v.object({
  NotificationConfiguration: v.optional(
    v.object({
      TopicConfigurations: v.array(
        v.object({
          Event: v.string(),
          Topic: v.string(),
          Filter: v.optional(
            v.object({ S3Key: v.object({ Rules: v.array(v.object({ Name: v.string(), Value: v.string() })) }) }),
          ),
        }),
      ),
    }),
  ),
});

/** A bucket, and the topics that it tells of objects whose keys have the prefix. `event` is a name such as `s3:ObjectCreated:*`. */
export type BucketResource = {
  readonly name: string;
  readonly notifications: readonly { readonly event: string; readonly topicArn: string; readonly prefix: string }[];
};

export const readTables = (resources: readonly Resource[]): TableResource[] =>
  resourcesOfType(resources, 'AWS::DynamoDB::GlobalTable').map(({ ref, parse }) => ({
    name: ref,
    ...parse(tableSchema),
  }));

export const readBuckets = (resources: readonly Resource[]): BucketResource[] =>
  resourcesOfType(resources, 'AWS::S3::Bucket').map(({ ref, parse }) => {
    const { TopicConfigurations = [] } = parse(bucketSchema).NotificationConfiguration ?? {};
    const notifications = TopicConfigurations.map(({ Event: event, Topic: topicArn, Filter }) => {
      const prefix = Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === 'prefix')?.Value ?? '';
      return { event, topicArn, prefix };
    });
    return { name: ref, notifications };
  });
