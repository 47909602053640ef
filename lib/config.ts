import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { WorkGrant } from '../lambda/product/index.ts';
import type { AddressRate } from './constructs/address-limit.ts';
import type { Clients } from './constructs/client-keys.ts';
import type { CallLimit } from './constructs/shop-api.ts';
import type { TraceRate } from './constructs/trace-sampling.ts';
import { type Part, withoutOf } from './parts.ts';
import { stageNames } from './stage-names.ts';
import { stages } from './stages.ts';
import type { WorkEnvironment } from './times.ts';
import type { WorkerDefinition } from './workers.ts';

/** The event source mapping of a queue's worker. */
export type WorkerConfig = {
  /** Records per invocation: at most 10, unless a standard queue has a batching window. */
  readonly batchSize: number;
  /** Concurrent invocations, at least 2. The limit protects the services that the worker calls and uses up no receives. */
  readonly maxConcurrency: number;
};

const computes = ['functions', 'containers'] as const;
export type Compute = (typeof computes)[number];

/** The tasks of the barista in containers. */
export type ContainerConfig = {
  /** CPU units, 1024 for each virtual CPU, and MiB of memory: one of the combinations that Fargate has. */
  readonly cpu: number;
  readonly memory: number;
  /** The batches of each queue that a task works at once, at most 16. The most tasks together limit the load on the store. */
  readonly concurrency: number;
  readonly leastTasks: number;
  readonly mostTasks: number;
  /** The visible messages of all queues for each running task, which the number of tasks follows. */
  readonly backlogPerTask: number;
};

/**
 * The sender of the mails, or `off`: the shop mails nobody. SES must have verified the sender or its domain. CloudFormation
 * refuses the stacks of a sender in a domain for examples, such as `example.org`.
 */
export type Mail = { readonly sender: string } | 'off';

/** The configuration of one stage, and the parts that the shop does without. */
export type Config = StageConfig & { readonly without: readonly Part[] };

/** Every number of one stage. `times.ts` derives the numbers that must agree with another number. */
export type StageConfig = {
  readonly stage: string;
  /** The prefix of the names of the stacks, such as `orderboard-dev` in `orderboard-dev-state`. */
  readonly prefix: string;
  /** Whether data and logs survive the deletion of their stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether the table and the stacks refuse to be deleted. */
  readonly deletionProtection: boolean;
  /**
   * Whether KMS keys of this account encrypt the data, at about 1 USD a month for each of four keys. The topic of bounces has its own
   * key in every stage.
   */
  readonly customerManagedKeys: boolean;
  /** The least level of the lines that Lambda keeps. The line `order.ready` repeats the DEBUG line of its order. */
  readonly logLevel: ApplicationLogLevel;
  readonly logRetention: RetentionDays;
  /** `-c sender=…` and `-c mail=off` override it for one deployment. */
  readonly mail: Mail;
  readonly api: CallLimit & {
    /** The limits of calls that need another one than `rateLimit` and `burstLimit`. */
    readonly callLimits: Readonly<Record<string, CallLimit>>;
    /** The limit of one address, which WAF enforces. Without it, one address can use up the limits of the API. */
    readonly addressRate?: AddressRate;
    /** The calls that X-Ray records. @default the first of each second, and 5 % of the others */
    readonly traceRate?: TraceRate;
    /** Clients with an API key. Without it, callers need none. */
    readonly clients?: Clients;
    readonly timeout: Duration;
    /** Invocations that Lambda keeps free for the cashier. A new account has too few to reserve any. */
    readonly cashierReservedConcurrency?: number;
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
  /**
   * Where the barista runs: as a function that Lambda invokes, or in containers that poll the queues. `-c compute=containers`
   * chooses the containers for one deployment.
   */
  readonly compute: Compute;
  readonly containers: ContainerConfig;
  readonly receipts: WorkerConfig & {
    readonly timeout: Duration;
    readonly visibilityTimeout: Duration;
    /** The longest that one receipt takes. The function begins no receipt with less time left. */
    readonly recordTime: Duration;
    /** Receives before SQS moves a receipt to its dead-letter queue. Retries are up to 15 minutes apart, so this takes over half a day. */
    readonly maxReceiveCount: number;
  };
  /** The queues beside those of the shop, and their workers. */
  readonly workers: readonly WorkerDefinition[];
  readonly orderTable: {
    /** The writes per second that the table takes at once, when the default of a new table is too low for the API's limit. */
    readonly warmWritesPerSecond?: number;
    /** The same for the index of the board. */
    readonly warmIndexWritesPerSecond?: number;
  };
  readonly queues: {
    /** The ids of other accounts that may send to the queue `orders`. */
    readonly producers: readonly string[];
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
  readonly alarms: AlarmConfig;
};

/** What the operator is told, and when. `stages.ts` derives each number. */
export type AlarmConfig = {
  /** The address that every alarm is sent to. `-c alarms=…` overrides it. @default nobody is told, and the synth warns */
  readonly email?: string;
  /** How long a message may fail. */
  readonly failing: Duration;
  /** How long one failure is remembered: longer than the longest pause between two retries, or the alarm would flap. */
  readonly failingMemory: Duration;
  /** The age of the oldest message of a queue that nobody has tried three times. */
  readonly messageAge: Duration;
  /** How long messages may be visible on a queue without a receive. */
  readonly idle: Duration;
  /** How long orders may be accepted while none becomes READY. */
  readonly unmade: Duration;
  /** The percentage of calls, invocations or mails that may fail. */
  readonly errorPercent: number;
  /** Fewer errors than this are no rate. */
  readonly leastErrors: number;
  /** The messages of a queue that may be in flight. */
  readonly inFlight: number;
};

/** What the context of the CDK (`-c name=value`) changes in a stage. */
export type Overrides = {
  /** The sender of the mails, in place of the stage's own. */
  readonly sender?: unknown;
  /** `off`: the shop mails nobody. @default on */
  readonly mail?: unknown;
  /** The address that every alarm is sent to. */
  readonly alarms?: unknown;
  /** Where the barista runs: `functions` or `containers`. */
  readonly compute?: unknown;
  /** The parts that the shop does without, with commas. @default none */
  readonly without?: unknown;
};

/**
 * The configuration of a stage.
 *
 * @throws Error when there is no such stage, or an override has no valid value
 */
export const configFor = (stage: unknown, overrides: Overrides = {}): Config => {
  const name = stageNames.find((each) => each === stage);
  if (!name) throw new Error(`-c stage should be ${stageNames.join(' or ')}, got '${String(stage)}'`);
  const config = stages[name]();
  return {
    ...config,
    ...{ stage: name, prefix: `orderboard-${name}` },
    mail: mailOf(overrides) ?? config.mail,
    compute: computeOf(overrides) ?? config.compute,
    without: withoutOf(overrides.without),
    alarms: { ...config.alarms, ...emailOf(overrides) },
  };
};

const computeOf = ({ compute }: Overrides): Compute | undefined => {
  const found = computes.find((each) => each === compute);
  if (found || compute === undefined) return found;
  throw new Error(`-c compute should be ${computes.join(' or ')}, got '${String(compute)}'`);
};

const emailOf = ({ alarms }: Overrides): Pick<AlarmConfig, 'email'> =>
  alarms === undefined ? {} : { email: addressOf('alarms', alarms) };

const mailOf = ({ sender, mail }: Overrides): Mail | undefined => {
  if (sender !== undefined && mail === 'off')
    throw new Error(
      '-c sender should not stand beside mail=off of cdk.json or -c, got both: leave one out, or pass -c mail=on',
    );
  if (sender !== undefined) return { sender: addressOf('sender', sender) };
  if (mail === undefined || mail === 'on') return undefined;
  if (mail === 'off') return mail;
  throw new Error(`-c mail should be on or off, got '${String(mail)}'`);
};

const ADDRESS = /^[a-z0-9._+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

const addressOf = (name: string, given: unknown): string => {
  if (typeof given === 'string' && ADDRESS.test(given)) return given;
  throw new Error(`-c ${name} should be an e-mail address such as shop@example.org, got '${String(given)}'`);
};
