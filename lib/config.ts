import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { WorkGrant } from '../lambda/product/index.ts';
import { stages } from './stages.ts';
import type { WorkEnvironment } from './times.ts';

/** How a queue's messages are worked. */
export type WorkerConfig = {
  /** Records per invocation: at most 10 on FIFO, and on a standard queue without a batching window. */
  readonly batchSize: number;
  /** Invocations at once, from 2 up: the throttle that protects what the worker calls, without burning receives. */
  readonly maxConcurrency: number;
};

/** Every number of one stage. What must agree with another number is derived from it here, once. */
export type Config = {
  readonly stage: string;
  /** Of the stacks' names: `orderboard-dev-state`. */
  readonly prefix: string;
  /** What becomes of data when its stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly api: {
    /** Requests a second, and at once, that the API takes before it answers 429. */
    readonly rateLimit: number;
    readonly burstLimit: number;
    readonly timeout: Duration;
  };
  readonly barista: {
    readonly timeout: Duration;
    /** Lambda may hold a batch this long before it invokes. */
    readonly batchingWindow: Duration;
    /** An order is its barista's alone for this long: the old holder is dead before another can claim. */
    readonly lease: Duration;
    /** AWS asks for six times the timeout plus the batching window: Lambda retries throttled invocations inside it. */
    readonly visibilityTimeout: Duration;
    /** The environment variables of `prepare`. */
    readonly work: WorkEnvironment;
    /** The permissions of `prepare`. */
    readonly workGrants: readonly WorkGrant[];
    /** What one record may need: its prepare, and its calls to AWS at their slowest. None is begun with less time left. */
    readonly recordTime: Duration;
    readonly orders: WorkerConfig;
    readonly tabs: WorkerConfig;
    readonly pickups: WorkerConfig;
  };
  readonly receipts: WorkerConfig & {
    /** Where mails come from: an address that SES has verified, or one of a domain that it has. `-c sender=…` overrides it. */
    readonly sender: string;
    readonly timeout: Duration;
    readonly visibilityTimeout: Duration;
    /** What one record may need: a read, a mail, and a note of it, each at its slowest. None is begun with less time left. */
    readonly recordTime: Duration;
    /** How often SES may fail a mail before SQS gives it up: retries are up to 15 minutes apart, so over half a day. */
    readonly maxReceiveCount: number;
  };
  readonly queues: {
    readonly retention: Duration;
    /** SQS's most. A dead-lettered message keeps its first timestamp on a standard queue, so it must outlive the source's. */
    readonly dlqRetention: Duration;
    /** The backstop of the redrive policy: SQS's most. What can never succeed is not left to it. */
    readonly maxReceiveCount: number;
  };
  readonly claimCheck: {
    /** Message bodies above this many bytes stay in S3: the default of AWS's extended clients. */
    readonly aboveBytes: number;
    /** A record lives 60 days after its order is done, and a message waits up to 24 days before. */
    readonly expiration: Duration;
  };
  readonly alarms: {
    /** The oldest message of a queue that is worked may be this old. */
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
 * @param sender where mails come from, in place of the stage's own address
 * @throws Error that lists the stages there are, or says what a sender should be
 */
export const configFor = (stage: unknown, sender?: unknown): Config => {
  const found: Config | undefined = Object.values(stages).find((config) => config.stage === stage);
  if (!found) throw new Error(`-c stage should be ${Object.keys(stages).join(' or ')}, got '${String(stage)}'`);
  return sender === undefined ? found : { ...found, receipts: { ...found.receipts, sender: senderOf(sender) } };
};
