import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Config } from '../../lib/config.ts';
import type { CallLimit } from '../../lib/constructs/shop-api.ts';

/** A row of the table of stages: what differs, its value in a stage, and the differences of the templates that follow from it. */
export type Row = {
  readonly what: string;
  readonly valueIn: (config: Config) => string;
  /** The beginnings of differences, as `differences.ts` names them. */
  readonly covers: readonly string[];
};

const seconds = (duration: Duration): string => `${duration.toSeconds()} s`;
const limit = ({ rateLimit, burstLimit }: CallLimit): string => `${rateLimit} per second, bursts of ${burstLimit}`;
const limitOf =
  (call: string) =>
  ({ api }: Config) =>
    limit(api.callLimits[call] ?? api);

export const rows: readonly Row[] = [
  {
    what: 'The data and the logs, when their stack is deleted',
    valueIn: ({ removalPolicy }) => (removalPolicy === RemovalPolicy.DESTROY ? 'deleted' : 'kept'),
    covers: [
      ...[
        'AWS::SQS::Queue',
        'AWS::SNS::Topic',
        'AWS::S3::Bucket',
        'AWS::DynamoDB::GlobalTable',
        'AWS::Logs::LogGroup',
      ].flatMap((type) => [`${type} DeletionPolicy`, `${type} UpdateReplacePolicy`]),
    ],
  },
  {
    what: 'The objects in the bucket, when its stack is deleted',
    valueIn: ({ removalPolicy }) =>
      removalPolicy === RemovalPolicy.DESTROY ? 'deleted by a function of the CDK' : 'kept',
    covers: [
      'Custom::S3AutoDeleteObjects only in dev',
      'AWS::Lambda::Function only in dev',
      'AWS::IAM::Role only in dev',
      'AWS::Logs::LogGroup only in dev',
      'AWS::S3::Bucket Tags',
      'AWS::S3::BucketPolicy PolicyDocument',
      'AWS::DynamoDB::GlobalTable DependsOn',
    ],
  },
  {
    what: 'Deletion protection of the table, termination protection of the stacks',
    valueIn: ({ deletionProtection }) => (deletionProtection ? 'on' : 'off'),
    covers: ['AWS::DynamoDB::GlobalTable Replicas.DeletionProtectionEnabled'],
  },
  {
    what: 'Encryption of queues, topic, table, bucket and logs',
    valueIn: ({ customerManagedKeys }) =>
      customerManagedKeys ? 'KMS keys of the account, rotated every year' : 'keys of AWS',
    covers: [
      'AWS::KMS::Key not in dev',
      'AWS::KMS::Alias not in dev',
      'AWS::SQS::Queue Kms',
      'AWS::SQS::Queue SqsManagedSseEnabled',
      'AWS::SNS::Topic KmsMasterKeyId',
      'AWS::DynamoDB::GlobalTable Replicas.SSESpecification',
      'AWS::S3::Bucket BucketEncryption',
      'AWS::Logs::LogGroup KmsKeyId',
      'AWS::IAM::Policy PolicyDocument',
    ],
  },
  {
    what: 'Retention of logs',
    valueIn: ({ logRetention }) => `${logRetention} days`,
    covers: ['AWS::Logs::LogGroup RetentionInDays'],
  },
  {
    what: 'Lowest level of the log lines of the functions',
    valueIn: ({ logLevel }) => logLevel,
    covers: ['AWS::Lambda::Function LoggingConfig.ApplicationLogLevel'],
  },
  {
    what: 'Rate limit of `POST /orders`',
    valueIn: limitOf('POST /orders'),
    covers: ['AWS::ApiGateway::Stage MethodSettings'],
  },
  {
    what: 'Rate limit of `GET /board.json`',
    valueIn: limitOf('GET /board.json'),
    covers: ['AWS::ApiGateway::Stage MethodSettings'],
  },
  {
    what: 'Rate limit of each of `GET /`, `GET /docs` and `GET /openapi.json`',
    valueIn: limitOf('GET /'),
    covers: ['AWS::ApiGateway::Stage MethodSettings'],
  },
  {
    what: 'Rate limit of each other call',
    valueIn: ({ api }) => limit(api),
    covers: ['AWS::ApiGateway::Stage MethodSettings'],
  },
  {
    what: 'Rate limit of one IP address (WAF)',
    valueIn: ({ api: { addressRate: rate } }) => (rate ? `${rate.requests} in ${rate.windowSeconds} s` : 'no limit'),
    covers: ['AWS::WAFv2::WebACL not in dev', 'AWS::WAFv2::WebACLAssociation not in dev'],
  },
  {
    what: 'Calls that X-Ray traces',
    valueIn: ({ api: { traceRate: rate } }) =>
      rate
        ? `${rate.perSecond} per second, and ${rate.percent} % of the others`
        : '1 per second, and 5 % of the others',
    covers: ['AWS::XRay::SamplingRule not in dev'],
  },
  {
    what: 'Writes per second that the table takes at once (warm throughput)',
    valueIn: ({ orderTable }) => String(orderTable.warmWritesPerSecond ?? '4000, the default of a new table'),
    covers: ['AWS::DynamoDB::GlobalTable WarmThroughput'],
  },
  {
    what: 'Concurrent batches of `orders`, `tabs` and `pickups`',
    valueIn: ({ barista: { orders, tabs, pickups } }) =>
      [orders, tabs, pickups].map(({ maxConcurrency }) => maxConcurrency).join(', '),
    covers: ['AWS::Lambda::EventSourceMapping ScalingConfig'],
  },
  {
    what: 'Concurrent batches of `receipts`',
    valueIn: ({ receipts }) => String(receipts.maxConcurrency),
    covers: ['AWS::Lambda::EventSourceMapping ScalingConfig'],
  },
  {
    what: 'Timeout of the barista',
    valueIn: ({ barista }) => seconds(barista.timeout),
    covers: ['AWS::Lambda::Function Timeout'],
  },
  {
    what: 'Lease of an order',
    valueIn: ({ barista }) => seconds(barista.lease),
    covers: ['AWS::Lambda::Function Environment.Variables.LEASE_MILLISECONDS'],
  },
  {
    what: 'Visibility timeout of the order queues',
    valueIn: ({ barista }) => seconds(barista.visibilityTimeout),
    covers: ['AWS::SQS::Queue VisibilityTimeout'],
  },
];
