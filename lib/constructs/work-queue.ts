import { Duration, Names, type RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  type IQueue,
  Queue,
  QueueEncryption,
  RedrivePermission,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NO_WINDOW } from '../visibility-timeout.ts';
import { grantPoll, grantSend, permitProducers, refuseOutsiders } from './queue-access.ts';
import { checkQueue } from './queue-rules.ts';
import type { Allowed } from './rules.ts';
import { checkWorker } from './worker-rules.ts';

/** A quarantined message also carries its reason. Dead-letter queues take the maximum of SQS, source queues half of it. */
const DLQ_BYTES = 1024 * 1024;
const SOURCE_BYTES = DLQ_BYTES / 2;
/** SQS asks KMS for a key once in this time instead of every 5 minutes. A disabled key still works for as long. */
const DATA_KEY_REUSE = Duration.hours(1);

export interface WorkQueueProps {
  /** At least six times the timeout of the worker, plus its batching window. */
  readonly visibilityTimeout: Duration;
  /** 60 seconds to 14 days. */
  readonly retention: Duration;
  /** How long the dead-letter queue retains messages: longer than the queue. */
  readonly dlqRetention: Duration;
  /** Receives before SQS moves a message to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /**
   * Keeps the messages of a group in order, in high-throughput mode.
   * @default false - a standard queue has more throughput and no order; its message groups serve fairness only
   */
  readonly fifo?: boolean;
  /**
   * A dead-letter queue that several queues share, of the same kind as this queue.
   * @default - its own dead-letter queue
   */
  readonly dlq?: IQueue;
  /**
   * Encrypts both queues.
   * @default - a key that SQS owns (SSE-SQS), which costs nothing
   */
  readonly encryptionKey?: IKey | undefined;
  /**
   * The ids of other accounts that may send to the queue.
   * @default none - principals outside this account are refused
   */
  readonly producers?: readonly string[];
  /** @default none - every rule applies */
  readonly allow?: Allowed;
  readonly removalPolicy: RemovalPolicy;
}

export interface WorkerProps {
  /** The timeout of the function. */
  readonly timeout: Duration;
  /** Records per invocation: at most 10, or 10,000 on a standard queue with a batching window. */
  readonly batchSize: number;
  /** Concurrent invocations, at least 2. Above this limit the mapping receives no messages, so waiting uses up no receives. */
  readonly maxConcurrency: number;
  /** @default none - a message is processed as soon as it arrives */
  readonly batchingWindow?: Duration;
  /** @default true - the function answers for each record, and SQS deletes the records that succeeded */
  readonly reportBatchItemFailures?: boolean;
  /** @default none - every rule applies */
  readonly allow?: Allowed;
}

/**
 * A queue, its dead-letter queue and the event source mapping of its worker. Both queues are encrypted, accept TLS only, and
 * refuse principals of other accounts.
 *
 * @throws Error when two numbers do not fit together, with a remedy. `queue-rules.ts` and `worker-rules.ts` list the rules
 */
export class WorkQueue extends Construct {
  readonly queue: IQueue;
  readonly dlq: IQueue;
  private readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { retention, dlqRetention, visibilityTimeout, fifo = false, producers = [] } = props;
    const dlqFifo = props.dlq?.fifo ?? fifo;
    checkQueue(this, { fifo, retention, dlqRetention, dlqFifo }, props.allow ?? {});
    this.visibilityTimeout = visibilityTimeout;
    this.dlq = props.dlq ?? this.addDlq(props);
    this.queue = new Queue(this, 'Queue', {
      ...commonProps(props),
      ...(fifo
        ? {
            deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
            fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
          }
        : {}),
      retentionPeriod: retention,
      maxMessageSizeBytes: SOURCE_BYTES,
      visibilityTimeout,
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: props.maxReceiveCount },
      // Otherwise every queue of the account could use this one as its dead-letter queue, and so put messages into it.
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    refuseOutsiders(this.queue, producers);
    permitProducers(this.queue, producers);
  }

  /** Permits sending to the queue. `Queue.grantSendMessages` permits more. */
  grantSend(grantee: IGrantable): void {
    grantSend(this.queue, grantee);
  }

  /** Permits working the queue, and quarantining a message. */
  grantWork(grantee: IGrantable): void {
    grantSend(this.dlq, grantee);
    grantPoll(this.queue, grantee);
  }

  /**
   * Maps the queue to a function that answers for each record of a batch, and permits the function to quarantine a message.
   *
   * @throws Error when the mapping breaks a rule that is not allowed
   */
  addWorker(worker: IFunction, props: WorkerProps): void {
    const { timeout, batchSize, maxConcurrency, batchingWindow = NO_WINDOW, reportBatchItemFailures = true } = props;
    const { visibilityTimeout } = this;
    const { fifo = false } = this.queue;
    checkWorker(
      this,
      {
        ...{ fifo, visibilityTimeout, timeout, batchSize, batchingWindow, maxConcurrency, reportBatchItemFailures },
        reservedConcurrency: reservedConcurrencyOf(worker),
      },
      props.allow ?? {},
    );
    this.grantWork(worker);
    worker.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(this.queue.node)}`, {
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency,
      reportBatchItemFailures,
      ...(batchingWindow.toSeconds() > 0 ? { maxBatchingWindow: batchingWindow } : {}),
    });
  }

  private addDlq(props: WorkQueueProps): Queue {
    const dlq = new Queue(this, 'Dlq', {
      ...commonProps(props),
      retentionPeriod: props.dlqRetention,
      maxMessageSizeBytes: DLQ_BYTES,
    });
    refuseOutsiders(dlq);
    return dlq;
  }
}

const commonProps = ({ encryptionKey, removalPolicy, fifo }: WorkQueueProps) => ({
  ...(encryptionKey
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey, dataKeyReuse: DATA_KEY_REUSE }
    : { encryption: QueueEncryption.SQS_MANAGED }),
  enforceSSL: true,
  removalPolicy,
  ...(fifo ? { fifo: true } : {}),
});

const reservedConcurrencyOf = (worker: IFunction): number | undefined => {
  const resource = worker.node.defaultChild;
  return resource instanceof CfnFunction ? resource.reservedConcurrentExecutions : undefined;
};
