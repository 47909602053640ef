import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { leastVisibilityTimeout, NO_WINDOW } from '../visibility-timeout.ts';

/** A quarantined message also carries its reason. Dead-letter queues take the maximum of SQS, source queues half of it. */
const DLQ_BYTES = 1024 * 1024;
const SOURCE_BYTES = DLQ_BYTES / 2;

export interface WorkQueueProps {
  /** At least six times the timeout of the worker, plus its batching window. */
  readonly visibilityTimeout: Duration;
  readonly retention: Duration;
  readonly dlqRetention: Duration;
  /** Receives before SQS moves a message to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /**
   * Keeps the messages of a group in order, in high-throughput mode.
   * @default false - a standard queue has more throughput and no order; its message groups serve fairness only
   */
  readonly fifo?: boolean;
  readonly removalPolicy: RemovalPolicy;
}

export interface WorkerProps {
  /** The timeout of the function. */
  readonly timeout: Duration;
  /** Records per invocation. */
  readonly batchSize: number;
  /** Concurrent invocations. Above this limit the mapping receives no messages, so waiting uses up no receives. */
  readonly maxConcurrency: number;
  /** @default none - a message is processed as soon as it arrives */
  readonly batchingWindow?: Duration;
}

/**
 * A queue, its dead-letter queue and the event source mapping of its worker. Both queues are encrypted and accept TLS only.
 *
 * @throws Error when the dead-letter queue would delete a message before its source does
 */
export class WorkQueue extends Construct {
  readonly queue: IQueue;
  readonly dlq: IQueue;
  private readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { retention, dlqRetention, visibilityTimeout } = props;
    this.visibilityTimeout = visibilityTimeout;
    if (dlqRetention.toSeconds() <= retention.toSeconds())
      throw new Error(
        `dlqRetention should be longer than retention (${retention.toSeconds()} s), got ${dlqRetention.toSeconds()} s: ` +
          'raise it, because a message keeps its first timestamp on the dead-letter queue',
      );
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
      ...(props.fifo ? { fifo: true } : {}),
    };
    this.dlq = new Queue(this, 'Dlq', {
      ...common,
      retentionPeriod: dlqRetention,
      maxMessageSizeBytes: DLQ_BYTES,
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      ...(props.fifo
        ? {
            deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
            fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
          }
        : {}),
      retentionPeriod: retention,
      maxMessageSizeBytes: SOURCE_BYTES,
      visibilityTimeout,
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: props.maxReceiveCount },
    });
  }

  /**
   * Maps the queue to a function that answers for each record of a batch.
   *
   * @throws Error when SQS could redeliver a message while the function still processes it
   */
  addWorker(worker: IFunction, { timeout, batchSize, maxConcurrency, batchingWindow = NO_WINDOW }: WorkerProps): void {
    const least = leastVisibilityTimeout({ timeout, batchingWindow }).toSeconds();
    const seconds = this.visibilityTimeout.toSeconds();
    if (seconds < least)
      throw new Error(
        `visibilityTimeout should be at least 6 × timeout + batchingWindow = ${least} s, got ${seconds} s: ` +
          'raise it, or lower the timeout of the function',
      );
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        maxConcurrency,
        reportBatchItemFailures: true,
        ...(batchingWindow.toSeconds() > 0 ? { maxBatchingWindow: batchingWindow } : {}),
      }),
    );
  }
}
