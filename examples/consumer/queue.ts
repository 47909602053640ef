// The queue of the parcels with its dead-letter queue, connected to the function of handler.ts.
import { Duration, Size } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export const connectQueue = (scope: Construct, work: LambdaFunction, timeout: Duration): void => {
  const dlq = new Queue(scope, 'Dlq', {
    retentionPeriod: Duration.days(14),
    maxMessageSizeBytes: Size.mebibytes(1).toBytes(),
    enforceSSL: true,
  });
  const queue = new Queue(scope, 'Queue', {
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    retentionPeriod: Duration.days(10),
    maxMessageSizeBytes: Size.kibibytes(512).toBytes(),
    deadLetterQueue: { queue: dlq, maxReceiveCount: 1000 },
    enforceSSL: true,
  });
  work.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));
  dlq.grantSendMessages(work);
  work.addEnvironment('PARCELS_QUEUE_URL', queue.queueUrl);
  work.addEnvironment('PARCELS_DLQ_URL', dlq.queueUrl);
};
