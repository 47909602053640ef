import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

export interface QueueWorkerProps {
  readonly worker: IFunction;
  readonly timeout: Duration;
  readonly queue: IQueue;
  readonly visibilityTimeout: Duration;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  /** @default none - a message is worked as soon as it is there */
  readonly batchingWindow?: Duration;
}

/**
 * Has a function work a queue: partial batch responses, and a concurrency that the mapping keeps, so that a message which
 * has to wait is not received.
 *
 * @throws Error when the queue would show a message again while its batch may still be under way
 */
export const workQueue = ({ worker, queue, ...props }: QueueWorkerProps): void => {
  const { timeout, visibilityTimeout, batchingWindow = Duration.seconds(0), batchSize, maxConcurrency } = props;
  const least = 6 * timeout.toSeconds() + batchingWindow.toSeconds();
  if (visibilityTimeout.toSeconds() < least)
    throw new Error(
      `visibilityTimeout should be at least 6 × timeout + batchingWindow = ${least} s, got ${visibilityTimeout.toSeconds()} s: ` +
        'raise it, or lower the timeout of the function',
    );
  worker.addEventSource(
    new SqsEventSource(queue, {
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
      ...(batchingWindow.toSeconds() > 0 ? { maxBatchingWindow: batchingWindow } : {}),
    }),
  );
};
