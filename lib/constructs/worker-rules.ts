import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { leastVisibilityTimeout } from '../visibility-timeout.ts';
import { type Allowed, enforce, type Refusal } from './rules.ts';

export type WorkerNumbers = {
  readonly fifo: boolean;
  readonly visibilityTimeout: Duration;
  readonly timeout: Duration;
  readonly batchSize: number;
  readonly batchingWindow: Duration;
  readonly maxConcurrency: number;
  /** The reserved concurrency of the function, if it has one. */
  readonly reservedConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
};

const LEAST_CONCURRENCY = 2;
const MOST_RECORDS = 10;
const MOST_RECORDS_WITH_WINDOW = 10_000;

/**
 * Checks the event source mapping of a worker.
 *
 * @throws Error for the first rule that is broken and not allowed
 */
export const checkWorker = (scope: Construct, numbers: WorkerNumbers, allowed: Allowed): void =>
  enforce(scope, allowed, [
    ...refuseWindow(numbers),
    ...refuseBatchSize(numbers),
    ...refuseConcurrency(numbers),
    ...refuseVisibilityTimeout(numbers),
    ...refuseReservedConcurrency(numbers),
    ...refuseWholeBatches(numbers),
  ]);

const refuseVisibilityTimeout = ({ visibilityTimeout, timeout, batchingWindow }: WorkerNumbers): Refusal[] => {
  const least = leastVisibilityTimeout({ timeout, batchingWindow }).toSeconds();
  const seconds = visibilityTimeout.toSeconds();
  if (seconds >= least) return [];
  return [
    {
      rule: 'visibility-timeout',
      sentence:
        `visibilityTimeout should be at least 6 × timeout + batchingWindow = ${least} s, got ${seconds} s: ` +
        'raise it, or lower the timeout of the function',
    },
  ];
};

const refuseWindow = ({ fifo, batchingWindow }: WorkerNumbers): Refusal[] => {
  const seconds = batchingWindow.toSeconds();
  if (!fifo || seconds === 0) return [];
  return [
    { sentence: `batchingWindow should be 0 s on a FIFO queue, got ${seconds} s: leave it out, Lambda refuses it` },
  ];
};

const refuseBatchSize = ({ fifo, batchSize, batchingWindow }: WorkerNumbers): Refusal[] => {
  const windowed = !fifo && batchingWindow.toSeconds() > 0;
  const most = windowed ? MOST_RECORDS_WITH_WINDOW : MOST_RECORDS;
  if (batchSize >= 1 && batchSize <= most) return [];
  const queue = fifo ? 'a FIFO queue' : `a standard queue ${windowed ? 'with' : 'without'} a batchingWindow`;
  const remedy = fifo || windowed ? 'choose one in this range' : 'lower it, or set a batchingWindow of at least 1 s';
  return [{ sentence: `batchSize should be 1 to ${most} on ${queue}, got ${batchSize}: ${remedy}` }];
};

const refuseConcurrency = ({ maxConcurrency }: WorkerNumbers): Refusal[] => {
  if (maxConcurrency >= LEAST_CONCURRENCY) return [];
  return [
    {
      sentence:
        `maxConcurrency should be at least ${LEAST_CONCURRENCY}, got ${maxConcurrency}: ` +
        'raise it, or use a FIFO queue with one message group to process one message at a time',
    },
  ];
};

const refuseReservedConcurrency = ({ maxConcurrency, reservedConcurrency }: WorkerNumbers): Refusal[] => {
  if (reservedConcurrency === undefined || maxConcurrency <= reservedConcurrency) return [];
  return [
    {
      rule: 'reserved-concurrency',
      sentence:
        `maxConcurrency should be at most the reserved concurrency of the function (${reservedConcurrency}), ` +
        `got ${maxConcurrency}: lower it, or reserve more, because each throttled batch uses up a receive`,
    },
  ];
};

const refuseWholeBatches = ({ reportBatchItemFailures }: WorkerNumbers): Refusal[] => {
  if (reportBatchItemFailures) return [];
  return [
    {
      rule: 'partial-batch-responses',
      sentence:
        'reportBatchItemFailures should be true, got false: ' +
        'leave it out and answer with batchItemFailures, because otherwise SQS deletes the messages that failed',
    },
  ];
};
