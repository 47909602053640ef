import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A dead letter carries a reason too: SQS's most there, half of it on the way, so that there is always room. */
const DLQ_BYTES = 1024 * 1024;
const SOURCE_BYTES = DLQ_BYTES / 2;

export interface WorkQueueProps {
  /** Longer than the consumer can take, its retries of a throttled invocation included. */
  readonly visibilityTimeout: Duration;
  readonly retention: Duration;
  readonly dlqRetention: Duration;
  /** How often a message is received before SQS itself gives it up. */
  readonly maxReceiveCount: number;
  /**
   * Keeps the messages of a group in order; in high-throughput mode, where groups are independent of each other.
   * @default false - a standard queue: more throughput, no order, and a message group asks for fairness only
   */
  readonly fifo?: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A queue and its dead-letter queue, encrypted at rest and closed to plain HTTP.
 *
 * @throws Error when the dead-letter queue would forget a message before its source does
 */
export class WorkQueue extends Construct {
  readonly queue: IQueue;
  readonly dlq: IQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { retention, dlqRetention } = props;
    if (dlqRetention.toSeconds() <= retention.toSeconds())
      throw new Error(
        `dlqRetention should be longer than retention (${retention.toSeconds()} s), got ${dlqRetention.toSeconds()} s: ` +
          'a dead-lettered message keeps the timestamp at which it was first sent',
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
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: props.maxReceiveCount },
    });
  }
}
