// The one table of AWS's quotas: the defaults of us-east-1.

export const quotasAsOf = '2026-11-26';

export type Quota = {
  readonly value: number;
  readonly what: string;
  /** How it is raised. Without it, AWS raises it for nobody. */
  readonly raise?: string;
  readonly page: string;
  /** `from memory`: its page could not be read. */
  readonly source?: 'from memory';
};

const docs = (path: string): string => `https://docs.aws.amazon.com/${path}`;
const LAMBDA = docs('lambda/latest/dg/gettingstarted-limits.html');
const MAPPINGS = docs('lambda/latest/dg/services-sqs-scaling.html');
const SQS = docs('AWSSimpleQueueService/latest/SQSDeveloperGuide/');
const DYNAMODB = docs('amazondynamodb/latest/developerguide/');

export const quotas = {
  apiCalls: {
    ...{ value: 10_000, what: 'API Gateway: calls a second of an account' },
    raise: 'Service Quotas, API Gateway, L-8A5B8E43',
    page: docs('apigateway/latest/developerguide/limits.html'),
  },
  concurrency: {
    ...{ value: 1000, what: 'Lambda: concurrent executions of an account; a new account has fewer' },
    raise: 'Service Quotas, Lambda, concurrent executions (L-B99A9384)',
    page: LAMBDA,
  },
  mappingStart: { value: 5, what: 'Lambda: batches that a mapping works at first', page: MAPPINGS },
  mappingPerMinute: { value: 300, what: 'Lambda: batches that a mapping adds each minute', page: MAPPINGS },
  mappingMost: { value: 1000, what: 'Lambda: batches that a mapping works at once', page: MAPPINGS },
  inFlight: {
    ...{ value: 120_000, what: 'SQS: messages in flight of a queue' },
    raise: 'a request to AWS Support',
    page: `${SQS}quotas-queues.html`,
  },
  groupCalls: {
    ...{ value: 300, what: 'SQS: calls a second for one message group, without batches' },
    page: `${SQS}quotas-messages.html`,
  },
  groupMessages: {
    ...{ value: 3000, what: 'SQS: messages a second for one message group, in batches' },
    page: `${SQS}quotas-messages.html`,
  },
  fifoCalls: {
    ...{ value: 70_000, what: 'SQS: sends a second to a FIFO queue with high throughput' },
    raise: 'a request to AWS Support',
    page: `${SQS}quotas-messages.html`,
    source: 'from memory',
  },
  warmWrites: {
    ...{ value: 4000, what: 'DynamoDB: writes a second that a new table or index takes at once' },
    raise: 'warm throughput: `warmThroughput` in `lib/throughput.ts`',
    page: `${DYNAMODB}warm-throughput-scenarios.html`,
  },
  warmReads: {
    ...{ value: 12_000, what: 'DynamoDB: reads a second that a new table or index takes at once' },
    raise: 'warm throughput',
    page: `${DYNAMODB}warm-throughput-scenarios.html`,
  },
  partitionWrites: {
    ...{ value: 1000, what: 'DynamoDB: writes a second of one partition' },
    page: `${DYNAMODB}warm-throughput-scenarios.html`,
  },
  tableWrites: {
    ...{ value: 40_000, what: 'DynamoDB: writes a second of a table or an index' },
    raise: 'Service Quotas, DynamoDB, table-level write throughput',
    page: `${DYNAMODB}ServiceQuotas.html`,
  },
  events: {
    ...{ value: 30_000, what: 'SNS: messages published a second, in us-east-1' },
    raise: 'Service Quotas, SNS, messages published per second',
    page: docs('general/latest/gr/sns.html'),
    source: 'from memory',
  },
  mails: {
    ...{ value: 14, what: 'SES: mails a second of an account outside the sandbox, at first' },
    raise: 'Service Quotas, SES, sending rate',
    page: docs('ses/latest/dg/manage-sending-quotas.html'),
    source: 'from memory',
  },
} as const satisfies Readonly<Record<string, Quota>>;
