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
export type BucketResource = { readonly name: string };

export const readTables = (resources: readonly Resource[]): TableResource[] =>
  resourcesOfType(resources, 'AWS::DynamoDB::GlobalTable').map(({ ref, parse }) => ({
    name: ref,
    ...parse(tableSchema),
  }));

export const readBuckets = (resources: readonly Resource[]): BucketResource[] =>
  resourcesOfType(resources, 'AWS::S3::Bucket').map(({ ref }) => ({ name: ref }));
