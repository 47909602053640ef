import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { WorkGrant } from '../lambda/product/index.ts';
import { stages } from './stages.ts';
import type { WorkEnvironment } from './times.ts';

/** The event source mapping of a queue's worker. */
export type WorkerConfig = {
  /** Records per invocation: at most 10, unless a standard queue has a batching window. */
  readonly batchSize: number;
  /** Concurrent invocations, at least 2. The limit protects the services that the worker calls and uses up no receives. */
  readonly maxConcurrency: number;
};

/** Every number of one stage. `times.ts` derives the numbers that must agree with another number. */
export type Config = {
  readonly stage: string;
  /** The prefix of the names of the stacks, such as `orderboard-dev` in `orderboard-dev-state`. */
  readonly prefix: string;
  /** Whether data survives the deletion of its stack. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly api: {
    /** Requests per second, over all callers. The API answers 429 above it. */
    readonly rateLimit: number;
    /** Concurrent requests, over all callers. The API answers 429 above it. */
    readonly burstLimit: number;
    readonly timeout: Duration;
  };
  readonly barista: {
    readonly timeout: Duration;
    /** The longest that Lambda gathers a batch before it invokes the function. */
    readonly batchingWindow: Duration;
    /** How long a claim holds an order: longer than the timeout, so the old holder is dead before another barista can claim. */
    readonly lease: Duration;
    /** Six timeouts plus the batching window: Lambda retries throttled invocations within it. */
    readonly visibilityTimeout: Duration;
    /** The environment variables of `prepare`. */
    readonly work: WorkEnvironment;
    /** The permissions of `prepare`. */
    readonly workGrants: readonly WorkGrant[];
    /** The longest that one order takes. The barista begins no order with less time left. */
    readonly recordTime: Duration;
    readonly orders: WorkerConfig;
    readonly tabs: WorkerConfig;
    readonly pickups: WorkerConfig;
  };
  readonly receipts: WorkerConfig & {
    /** The sender of the mails. SES must have verified this address or its domain. `-c sender=…` overrides it. */
    readonly sender: string;
    readonly timeout: Duration;
    readonly visibilityTimeout: Duration;
    /** The longest that one receipt takes. The function begins no receipt with less time left. */
    readonly recordTime: Duration;
    /** Receives before SQS moves a receipt to its dead-letter queue. Retries are up to 15 minutes apart, so this takes over half a day. */
    readonly maxReceiveCount: number;
  };
  readonly queues: {
    readonly retention: Duration;
    /**
     * The maximum of SQS. A dead-lettered message of a standard queue keeps the timestamp at which it was first sent, so a
     * dead-letter queue must retain messages for longer than its source.
     */
    readonly dlqRetention: Duration;
    /** The backstop of the redrive policy: the maximum of SQS. The barista itself quarantines messages that can never succeed. */
    readonly maxReceiveCount: number;
  };
  readonly claimCheck: {
    /** Message bodies above this many bytes go to S3: the default of AWS's extended client libraries. */
    readonly aboveBytes: number;
    /** Longer than a message is retained (24 days) plus the life of its record after that (60 days). */
    readonly expiration: Duration;
  };
  readonly alarms: {
    /** The age of the oldest message of a queue at which an operator is alarmed. */
    readonly messageAge: Duration;
  };
};

const ADDRESS = /^[a-z0-9._+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

const senderOf = (given: unknown): string => {
  if (typeof given === 'string' && ADDRESS.test(given)) return given;
  throw new Error(`-c sender should be an e-mail address such as shop@example.org, got '${String(given)}'`);
};

/**
 * The configuration of a stage.
 *
 * @param sender the sender of the mails, in place of the stage's own
 * @throws Error when there is no such stage, or the sender is not an e-mail address
 */
export const configFor = (stage: unknown, sender?: unknown): Config => {
  const [, create] = Object.entries<() => Config>(stages).find(([name]) => name === stage) ?? [];
  if (!create) throw new Error(`-c stage should be ${Object.keys(stages).join(' or ')}, got '${String(stage)}'`);
  const config = create();
  return sender === undefined ? config : { ...config, receipts: { ...config.receipts, sender: senderOf(sender) } };
};
