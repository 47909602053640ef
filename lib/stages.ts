import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RECORD_RETENTION_DAYS } from '../lambda/order/lifecycle.ts';
import { work } from '../lambda/product/index.ts';
import { baristaTimes, derivedTimes, receiptTime } from './times.ts';
import { NO_WINDOW } from './visibility-timeout.ts';

const queues = { retention: Duration.days(10), dlqRetention: Duration.days(14), maxReceiveCount: 1000 };

const receiptsTiming = { timeout: Duration.seconds(30), batchingWindow: NO_WINDOW };
const receipts = {
  timeout: receiptsTiming.timeout,
  visibilityTimeout: derivedTimes(receiptsTiming).visibilityTimeout,
  recordTime: receiptTime,
  maxReceiveCount: 120,
  batchSize: 5,
};

const { retention, dlqRetention } = queues;
/** An object outlives its record, which is written up to a queue's and a dead-letter queue's retention later. */
const expiration = Duration.days(RECORD_RETENTION_DAYS + 6)
  .plus(retention)
  .plus(dlqRetention);
const claimCheck = { aboveBytes: 256 * 1024, expiration };

/** The numbers of each stage, computed when they are asked for: an impossible number stops its own stage only. */
export const stages = {
  dev: () => ({
    stage: 'dev',
    prefix: 'orderboard-dev',
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    mail: { sender: 'shop@example.org' },
    api: { rateLimit: 100, burstLimit: 200, timeout: Duration.seconds(10) },
    barista: {
      ...baristaTimes({ timeout: Duration.seconds(12), work: work.environment('dev') }),
      workGrants: work.grants,
      orders: { batchSize: 10, maxConcurrency: 5 },
      tabs: { batchSize: 10, maxConcurrency: 5 },
      pickups: { batchSize: 10, maxConcurrency: 5 },
    },
    receipts: { ...receipts, maxConcurrency: 2 },
    queues,
    claimCheck,
    alarms: { messageAge: Duration.minutes(15) },
  }),
  prod: () => ({
    stage: 'prod',
    prefix: 'orderboard-prod',
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
    mail: { sender: 'shop@example.org' },
    api: { rateLimit: 1000, burstLimit: 2000, timeout: Duration.seconds(10) },
    barista: {
      ...baristaTimes({ timeout: Duration.seconds(30), work: work.environment('prod') }),
      workGrants: work.grants,
      orders: { batchSize: 10, maxConcurrency: 100 },
      tabs: { batchSize: 10, maxConcurrency: 50 },
      pickups: { batchSize: 10, maxConcurrency: 20 },
    },
    receipts: { ...receipts, maxConcurrency: 5 },
    queues,
    claimCheck,
    alarms: { messageAge: Duration.minutes(15) },
  }),
} as const;
