import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { MAX_RETRY_SECONDS } from '../lambda/batch/retry-delay.ts';
import { RECORD_RETENTION_DAYS } from '../lambda/order/lifecycle.ts';
import { LEAD_MINUTES } from '../lambda/order/pickup.ts';
import { work } from '../lambda/product/index.ts';
import type { Compute, StageConfig } from './config.ts';
import type { AddressRate } from './constructs/address-limit.ts';
import type { CallLimit } from './constructs/shop-api.ts';
import type { TraceRate } from './constructs/trace-sampling.ts';
import type { StageName } from './stage-names.ts';
import { warmThroughput } from './throughput.ts';
import { baristaTimes, derivedTimes, receiptTime } from './times.ts';
import { NO_WINDOW } from './visibility-timeout.ts';
import { workers } from './workers.ts';

const queues = { producers: [], retention: Duration.days(10), dlqRetention: Duration.days(14), maxReceiveCount: 1000 };

const receiptsTiming = { timeout: Duration.seconds(30), batchingWindow: NO_WINDOW };
const receipts = {
  timeout: receiptsTiming.timeout,
  visibilityTimeout: derivedTimes(receiptsTiming).visibilityTimeout,
  recordTime: receiptTime,
  maxReceiveCount: 120,
  // The mails of a batch are sent side by side, so ten of them need no more time than one.
  batchSize: 10,
};

const { retention, dlqRetention } = queues;
/** An object outlives its record, which is written up to a queue's and a dead-letter queue's retention later. */
const expiration = Duration.days(RECORD_RETENTION_DAYS + 6)
  .plus(retention)
  .plus(dlqRetention);
const claimCheck = { aboveBytes: 256 * 1024, expiration };

/** `containers` makes the barista a service that polls the queues. */
const compute: Compute = 'functions';

/** The most orders that `prod` accepts in a second. */
const ORDERS_PER_SECOND = 1000;

/** Pages change only with a deployment, and anybody can read them. Each of them has this limit. */
const pageLimits = (limit: CallLimit) => ({ 'GET /': limit, 'GET /docs': limit, 'GET /openapi.json': limit });

const alarms = {
  // A message that fails for two minutes has failed six times or more: the delays double from 5 s.
  failing: Duration.minutes(2),
  // Retries are at most 15 minutes apart, and the calls of one take a few seconds. Two of them always lie in 16 periods of a minute.
  failingMemory: Duration.seconds(MAX_RETRY_SECONDS).plus(Duration.minutes(1)),
  // A barista begins an order this long before its pick-up time. An order that waits for longer makes its customer wait.
  messageAge: Duration.minutes(LEAD_MINUTES),
  // A mapping polls all the time, and a function runs for less than a minute. Five minutes are the goal of every alarm.
  idle: Duration.minutes(5),
  unmade: Duration.minutes(10),
  // 1 in 20. SES reviews an account at the same rate of bounces.
  errorPercent: 5,
  // Three errors within five minutes are no accident. Below that, one error of a quiet shop would be a rate of 100 %.
  leastErrors: 3,
  // 80 % of the 120,000 messages that SQS keeps in flight, FIFO queues included. At the limit it delivers no others.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
  inFlight: 96_000,
};

/** The numbers of one stage. Its name gives the names of its stacks, so two stages never share one. */
type StageNumbers = Omit<StageConfig, 'stage' | 'prefix'>;

const dev = (): StageNumbers => ({
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
  customerManagedKeys: false,
  logLevel: ApplicationLogLevel.DEBUG,
  logRetention: RetentionDays.ONE_WEEK,
  mail: { sender: 'shop@example.org' },
  api: {
    ...{ rateLimit: 100, burstLimit: 200 },
    callLimits: {
      'GET /board.json': { rateLimit: 20, burstLimit: 40 },
      ...pageLimits({ rateLimit: 20, burstLimit: 40 }),
    },
    timeout: Duration.seconds(10),
  },
  barista: {
    ...baristaTimes({ timeout: Duration.seconds(12), work: work.environment('dev') }),
    workGrants: work.grants,
    // A new account runs 10 invocations at once. With those of the receipts these are 8, so the API has 2.
    orders: { batchSize: 10, maxConcurrency: 2 },
    tabs: { batchSize: 10, maxConcurrency: 2 },
    pickups: { batchSize: 10, maxConcurrency: 2 },
  },
  compute,
  containers: { cpu: 256, memory: 512, concurrency: 1, leastTasks: 1, mostTasks: 2, backlogPerTask: 100 },
  receipts: { ...receipts, maxConcurrency: 2 },
  workers,
  orderTable: warmThroughput(100),
  queues,
  claimCheck,
  alarms,
});

const prod = (): StageNumbers => ({
  // Only a failed first deployment deletes its resources.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  deletionProtection: true,
  customerManagedKeys: true,
  logLevel: ApplicationLogLevel.INFO,
  logRetention: RetentionDays.THREE_MONTHS,
  mail: { sender: 'shop@example.org' },
  api: {
    // A customer reads an order several times.
    ...{ rateLimit: 2000, burstLimit: 3000 },
    callLimits: {
      'POST /orders': { rateLimit: ORDERS_PER_SECOND, burstLimit: 2000 },
      // Every screen reads it each few seconds, and each function reads the store for it at most every 2 s.
      'GET /board.json': { rateLimit: 100, burstLimit: 200 },
      ...pageLimits({ rateLimit: 100, burstLimit: 200 }),
    },
    // 20 a second: the customers in a shop share its address, but 50 such addresses fit into the limit of orders.
    addressRate: { requests: 1200, windowSeconds: 60 } satisfies AddressRate,
    // At the limit of orders, 11 traces a second. The default would record 51, and each costs as much as eight writes.
    traceRate: { perSecond: 1, percent: 1 } satisfies TraceRate,
    timeout: Duration.seconds(10),
  },
  barista: {
    ...baristaTimes({ timeout: Duration.seconds(30), work: work.environment('prod') }),
    workGrants: work.grants,
    orders: { batchSize: 10, maxConcurrency: 100 },
    tabs: { batchSize: 10, maxConcurrency: 50 },
    pickups: { batchSize: 10, maxConcurrency: 20 },
  },
  compute,
  // 100 batches of each queue at once, as many as the mapping of `orders` invokes. Two tasks outlive the end of one.
  containers: { cpu: 512, memory: 1024, concurrency: 5, leastTasks: 2, mostTasks: 20, backlogPerTask: 500 },
  // As many mails a second as orders, with ten in about 0.12 s. The sending rate of SES is usually lower, and is the limit then.
  receipts: { ...receipts, maxConcurrency: 15 },
  workers,
  orderTable: warmThroughput(ORDERS_PER_SECOND),
  queues,
  claimCheck,
  alarms,
});

/** The numbers of each stage, computed when they are asked for: an impossible number stops its own stage only. */
export const stages: Readonly<Record<StageName, () => StageNumbers>> = { dev, prod };
