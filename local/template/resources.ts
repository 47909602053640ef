import { join } from 'node:path';
import * as v from 'valibot';
import type { Resource, StackTemplate } from './assembly.ts';
import type { Resolve } from './intrinsics.ts';
import type { IdentityOf } from './return-values.ts';

const numeric = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));
const flag = v.pipe(v.union([v.string(), v.boolean()]), v.transform(String));

const queueSchema = v.object({
  FifoQueue: v.optional(flag),
  ContentBasedDeduplication: v.optional(flag),
  DeduplicationScope: v.optional(v.string()),
  FifoThroughputLimit: v.optional(v.string()),
  DelaySeconds: v.optional(numeric),
  MessageRetentionPeriod: v.optional(numeric),
  ReceiveMessageWaitTimeSeconds: v.optional(numeric),
  VisibilityTimeout: v.optional(numeric),
  MaximumMessageSize: v.optional(numeric),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: numeric })),
});

const subscriptionSchema = v.object({
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.string(),
  RawMessageDelivery: v.optional(flag),
  FilterPolicy: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((policy) => JSON.stringify(policy)),
    ),
  ),
  FilterPolicyScope: v.optional(v.string()),
});

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

const functionSchema = v.object({
  Code: v.object({ S3Key: v.string() }),
  Handler: v.string(),
  Timeout: v.optional(numeric, 3),
  MemorySize: v.optional(numeric, 128),
  ReservedConcurrentExecutions: v.optional(numeric),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) })),
});

const mappingSchema = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.optional(numeric, 10),
  MaximumBatchingWindowInSeconds: v.optional(numeric, 0),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: numeric })),
});

const apiResourceSchema = v.object({ ParentId: v.string(), PathPart: v.string() });
const methodSchema = v.object({
  ResourceId: v.string(),
  HttpMethod: v.string(),
  Integration: v.object({ Type: v.literal('AWS_PROXY'), Uri: v.string() }),
});
const gatewayResponseSchema = v.object({
  ResponseType: v.string(),
  StatusCode: v.optional(numeric),
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
  ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
});

export type QueueDeclaration = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: Record<string, string>;
};
export type SubscriptionDeclaration = {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Record<string, string>;
};
export type TableDeclaration = { readonly name: string } & v.InferOutput<typeof tableSchema>;
export type FunctionDeclaration = {
  /** What people call it: the id of its construct, in small letters, such as `barista`. */
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly modulePath: string;
  readonly exportName: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly concurrency: number | undefined;
  readonly variables: Readonly<Record<string, string>>;
};
export type MappingDeclaration = v.InferOutput<typeof mappingSchema>;
export type RouteDeclaration = { readonly method: string; readonly resource: string; readonly functionArn: string };
export type GatewayResponse = v.InferOutput<typeof gatewayResponseSchema>;

/** What the templates declare, of the kinds that the local shop plays. */
export type Declared = {
  readonly queues: readonly QueueDeclaration[];
  readonly topics: readonly { readonly name: string; readonly arn: string }[];
  readonly subscriptions: readonly SubscriptionDeclaration[];
  readonly tables: readonly TableDeclaration[];
  readonly buckets: readonly { readonly name: string }[];
  readonly functions: readonly FunctionDeclaration[];
  readonly mappings: readonly MappingDeclaration[];
  readonly routes: readonly RouteDeclaration[];
  readonly gatewayResponses: readonly GatewayResponse[];
  /** Resources of types that the local shop knows nothing of. */
  readonly unknown: readonly { readonly type: string; readonly path: string }[];
};

/** Read by the local shop in one of the ways below. */
const PLAYED = new Set([
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::GatewayResponse',
]);

/** Known, and without a part in it: who may do what, what is watched, and how an API is put on its feet. */
const WITHOUT_PART = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
]);

/** Reads from the templates what the local shop plays. Throws when a property is not what CloudFormation has it be. */
export const readDeclared = (stacks: readonly StackTemplate[], resolve: Resolve, identityOf: IdentityOf): Declared => {
  const resources = stacks.flatMap((stack) => stack.resources);
  const assets = new Map(stacks.flatMap((stack) => [...stack.assets]));

  const all = <Schema extends v.GenericSchema, T>(
    type: string,
    schema: Schema,
    declare: (properties: v.InferOutput<Schema>, resource: Resource) => T,
  ): T[] =>
    resources
      .filter((resource) => resource.type === type)
      .map((resource) => {
        const named = Object.keys(
          'entries' in schema && typeof schema.entries === 'object' ? (schema.entries ?? {}) : {},
        );
        const properties = Object.entries(resource.properties).filter(([name]) => named.includes(name));
        return declare(v.parse(schema, resolve(resource.stackName, Object.fromEntries(properties))), resource);
      });

  const attributeOf = (resource: Resource, name: string): string => identityOf(resource).attributes[name] ?? '';

  const paths = new Map<string, string>();
  for (const { id, parent, part } of all(
    'AWS::ApiGateway::Resource',
    apiResourceSchema,
    ({ ParentId, PathPart }, { logicalId }) => ({
      id: logicalId,
      parent: ParentId,
      part: PathPart,
    }),
  ))
    paths.set(id, `${parent}\n${part}`);
  const pathOf = (id: string): string => {
    const [parent, part] = paths.get(id)?.split('\n') ?? [];
    return parent === undefined ? '' : `${pathOf(parent)}/${part}`;
  };

  return {
    queues: all('AWS::SQS::Queue', queueSchema, ({ RedrivePolicy, ...rest }, resource) => ({
      name: attributeOf(resource, 'QueueName'),
      url: identityOf(resource).ref,
      arn: attributeOf(resource, 'Arn'),
      attributes: {
        ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
        ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
      },
    })),
    topics: all('AWS::SNS::Topic', v.object({}), (_properties, resource) => ({
      name: attributeOf(resource, 'TopicName'),
      arn: identityOf(resource).ref,
    })),
    subscriptions: all('AWS::SNS::Subscription', subscriptionSchema, (subscription) => {
      const { TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, ...rest } = subscription;
      return {
        topicArn,
        protocol,
        endpoint,
        attributes: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
      };
    }),
    buckets: all('AWS::S3::Bucket', v.object({}), (_properties, resource) => ({ name: identityOf(resource).ref })),
    tables: all('AWS::DynamoDB::GlobalTable', tableSchema, (table, resource) => ({
      name: identityOf(resource).ref,
      ...table,
    })),
    functions: all('AWS::Lambda::Function', functionSchema, (declared, resource) => {
      const [file = 'index', exportName = 'handler'] = declared.Handler.split('.');
      return {
        name: resource.path.split('/').at(-3)?.toLowerCase() ?? resource.logicalId,
        physicalName: identityOf(resource).ref,
        arn: attributeOf(resource, 'Arn'),
        modulePath: join(assets.get(declared.Code.S3Key) ?? declared.Code.S3Key, `${file}.mjs`),
        exportName,
        timeoutSeconds: declared.Timeout,
        memoryMegabytes: declared.MemorySize,
        concurrency: declared.ReservedConcurrentExecutions,
        variables: declared.Environment?.Variables ?? {},
      };
    }),
    mappings: all('AWS::Lambda::EventSourceMapping', mappingSchema, (mapping) => mapping),
    routes: all('AWS::ApiGateway::Method', methodSchema, ({ ResourceId, HttpMethod, Integration }) => ({
      method: HttpMethod,
      resource: pathOf(ResourceId) || '/',
      functionArn: /functions\/(.+)\/invocations$/.exec(Integration.Uri)?.[1] ?? '',
    })),
    gatewayResponses: all('AWS::ApiGateway::GatewayResponse', gatewayResponseSchema, (response) => response),
    unknown: resources.filter(({ type }) => !PLAYED.has(type) && !WITHOUT_PART.has(type)),
  };
};
