import * as v from 'valibot';
import type { Resource } from './assembly.ts';
import { readMonitoring } from './read-monitoring.ts';
import {
  type ApiTemplate,
  byFunction,
  byQueue,
  type FunctionName,
  type FunctionTemplate,
  type MappingTemplate,
  type QueueName,
  type QueueTemplate,
  type ShopTemplate,
  type TableTemplate,
} from './shop-template.ts';

/** Reads what decides the cost and the limits of a stage. @throws Error that names a resource which is missing */
export const readShopTemplate = (stage: string, resources: readonly Resource[]): ShopTemplate => ({
  stage,
  functions: byFunction((name) => readFunction(resources, name)),
  importer: readFunction(resources, 'importer'),
  imports: readQueue(resources, 'imports'),
  queues: byQueue((name) => readQueue(resources, name)),
  mappings: byQueue((name) => readMapping(resources, name)),
  mailedTypes: readMailedTypes(resources),
  table: readTable(resources),
  api: readApi(resources),
  claimCheckDays: readDays(resources, 'ClaimCheck'),
  importDays: readDays(resources, 'Imports'),
  monitoring: readMonitoring(resources),
  keys: resources.filter(({ type }) => type === 'AWS::KMS::Key').length,
});

const findOne = (resources: readonly Resource[], type: string, what: string, is: (resource: Resource) => boolean) => {
  const found = resources.find((resource) => resource.type === type && is(resource));
  if (!found) throw new Error(`the templates should have ${what} of the type ${type}, got none`);
  return found;
};

const functionSchema = v.object({
  MemorySize: v.optional(v.number(), 128),
  Timeout: v.optional(v.number(), 3),
  ReservedConcurrentExecutions: v.optional(v.number()),
  TracingConfig: v.optional(v.object({ Mode: v.string() })),
  LoggingConfig: v.optional(
    v.object({
      SystemLogLevel: v.optional(v.string(), 'INFO'),
      ApplicationLogLevel: v.optional(v.string(), 'INFO'),
    }),
    {},
  ),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.unknown()) }), { Variables: {} }),
});

const tagsSchema = v.object({ Tags: v.array(v.object({ Key: v.string(), Value: v.string() })) });

const readFunction = (resources: readonly Resource[], name: FunctionName | 'importer'): FunctionTemplate => {
  const found = findOne(resources, 'AWS::Lambda::Function', `the function ${name}`, ({ properties }) => {
    const tags = v.safeParse(tagsSchema, properties);
    return tags.success && tags.output.Tags.some(({ Key, Value }) => Key === 'component' && Value === name);
  });
  const { MemorySize, Timeout, ReservedConcurrentExecutions, ...rest } = v.parse(functionSchema, found.properties);
  return {
    memoryMegabytes: MemorySize,
    timeoutSeconds: Timeout,
    reservedConcurrency: ReservedConcurrentExecutions,
    tracing: rest.TracingConfig?.Mode === 'Active',
    debugLines: rest.LoggingConfig.ApplicationLogLevel === 'DEBUG',
    platformLines: rest.LoggingConfig.SystemLogLevel !== 'WARN',
    variables: rest.Environment.Variables,
  };
};

const queueSchema = v.object({
  FifoQueue: v.optional(v.boolean(), false),
  VisibilityTimeout: v.optional(v.number(), 30),
  MessageRetentionPeriod: v.optional(v.number(), 345_600),
  KmsDataKeyReusePeriodSeconds: v.optional(v.number()),
});

/** The queues of the stack `State` have logical ids such as `OrdersQueueC538DD4C`. */
const findQueue = (resources: readonly Resource[], name: QueueName | 'imports'): Resource => {
  const start = `${name[0]?.toUpperCase()}${name.slice(1)}Queue`;
  const isQueue = ({ logicalId }: Resource): boolean => logicalId.startsWith(start);
  return findOne(resources, 'AWS::SQS::Queue', `the queue ${name}`, isQueue);
};

const readQueue = (resources: readonly Resource[], name: QueueName | 'imports'): QueueTemplate => {
  const parsed = v.parse(queueSchema, findQueue(resources, name).properties);
  return {
    fifo: parsed.FifoQueue,
    visibilitySeconds: parsed.VisibilityTimeout,
    retentionSeconds: parsed.MessageRetentionPeriod,
    keyReuseSeconds: parsed.KmsDataKeyReusePeriodSeconds,
  };
};

const mappingSchema = v.object({
  BatchSize: v.optional(v.number(), 10),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
});

/** The most batches that a mapping works at once without a limit of its own. */
const MAX_CONCURRENCY = 1000;

/** The ARN of a mapping's queue is an import whose name has the logical id of the queue. */
const readMapping = (resources: readonly Resource[], name: QueueName): MappingTemplate => {
  const { logicalId } = findQueue(resources, name);
  const isOfQueue = ({ properties: { EventSourceArn } }: Resource) =>
    JSON.stringify(EventSourceArn).includes(logicalId);
  const found = findOne(resources, 'AWS::Lambda::EventSourceMapping', `the mapping of the queue ${name}`, isOfQueue);
  const { BatchSize, ScalingConfig } = v.parse(mappingSchema, found.properties);
  return { batchSize: BatchSize, maxConcurrency: ScalingConfig?.MaximumConcurrency ?? MAX_CONCURRENCY };
};

const subscriptionSchema = v.object({ FilterPolicy: v.object({ type: v.array(v.string()) }) });

const readMailedTypes = (resources: readonly Resource[]): readonly string[] => {
  const subscribed = ({ properties: { Protocol } }: Resource): boolean => Protocol === 'sqs';
  const found = findOne(resources, 'AWS::SNS::Subscription', 'the subscription of receipts', subscribed);
  return v.parse(subscriptionSchema, found.properties).FilterPolicy.type;
};

const warmSchema = v.optional(v.object({ WriteUnitsPerSecond: v.optional(v.number()) }));
const tableSchema = v.object({
  WarmThroughput: warmSchema,
  GlobalSecondaryIndexes: v.array(v.object({ IndexName: v.string(), WarmThroughput: warmSchema })),
  Replicas: v.array(
    v.object({
      PointInTimeRecoverySpecification: v.optional(v.object({ PointInTimeRecoveryEnabled: v.boolean() })),
      SSESpecification: v.optional(v.unknown()),
    }),
  ),
});

const readTable = (resources: readonly Resource[]): TableTemplate => {
  const table = findOne(resources, 'AWS::DynamoDB::GlobalTable', 'the table of orders', () => true);
  const { WarmThroughput, GlobalSecondaryIndexes, Replicas } = v.parse(tableSchema, table.properties);
  return {
    warmWrites: WarmThroughput?.WriteUnitsPerSecond,
    warmIndexWrites: GlobalSecondaryIndexes[0]?.WarmThroughput?.WriteUnitsPerSecond,
    recovery: Replicas.some(({ PointInTimeRecoverySpecification: of }) => of?.PointInTimeRecoveryEnabled === true),
    ownKey: Replicas.some(({ SSESpecification }) => SSESpecification !== undefined),
  };
};

const stageSchema = v.object({
  TracingEnabled: v.optional(v.boolean(), false),
  AccessLogSetting: v.object({ Format: v.string() }),
  MethodSettings: v.array(
    v.object({
      HttpMethod: v.string(),
      ResourcePath: v.string(),
      ThrottlingRateLimit: v.number(),
      ThrottlingBurstLimit: v.number(),
    }),
  ),
});
const firewallSchema = v.object({
  Rules: v.array(
    v.object({
      Statement: v.object({
        RateBasedStatement: v.optional(v.object({ Limit: v.number(), EvaluationWindowSec: v.number() })),
      }),
    }),
  ),
});

const samplingSchema = v.object({ SamplingRule: v.object({ FixedRate: v.number() }) });

const readTracedShare = (resources: readonly Resource[]): number | undefined => {
  const rule = resources.find(({ type }) => type === 'AWS::XRay::SamplingRule');
  return rule && v.parse(samplingSchema, rule.properties).SamplingRule.FixedRate;
};

const readApi = (resources: readonly Resource[]): ApiTemplate => {
  const stage = findOne(resources, 'AWS::ApiGateway::Stage', 'the stage of the API', () => true);
  const { TracingEnabled, AccessLogSetting, MethodSettings } = v.parse(stageSchema, stage.properties);
  const firewall = resources.find(({ type }) => type === 'AWS::WAFv2::WebACL');
  const rules = firewall && v.parse(firewallSchema, firewall.properties).Rules;
  const rate = rules?.flatMap(({ Statement: { RateBasedStatement } }) => RateBasedStatement ?? [])[0];
  return {
    limits: MethodSettings.map((setting) => ({
      call: `${setting.HttpMethod} ${setting.ResourcePath.replace('/~1', '/')}`,
      rate: setting.ThrottlingRateLimit,
      burst: setting.ThrottlingBurstLimit,
    })),
    tracing: TracingEnabled,
    tracedShare: readTracedShare(resources),
    accessLogFormat: AccessLogSetting.Format,
    firewallRules: rules?.length,
    addressLimit: rate && { requests: rate.Limit, seconds: rate.EvaluationWindowSec },
  };
};

const bucketSchema = v.object({
  LifecycleConfiguration: v.object({ Rules: v.array(v.object({ ExpirationInDays: v.optional(v.number()) })) }),
});

/** The days after which the bucket with such a logical id deletes its objects. */
const readDays = (resources: readonly Resource[], name: string): number => {
  const isBucket = ({ logicalId }: Resource): boolean => logicalId.startsWith(name);
  const bucket = findOne(resources, 'AWS::S3::Bucket', `the bucket ${name}`, isBucket);
  const { Rules } = v.parse(bucketSchema, bucket.properties).LifecycleConfiguration;
  return Math.max(...Rules.map(({ ExpirationInDays = 0 }) => ExpirationInDays));
};
