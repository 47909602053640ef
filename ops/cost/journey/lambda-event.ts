import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent } from 'aws-lambda';
import type { Sent } from './clients.ts';

/** A batch as Lambda passes it on. */
export const sqsEvent = (
  batch: readonly Sent[],
  { receiveCount, time }: { readonly receiveCount: number; readonly time: number },
): SQSEvent => ({
  Records: batch.map(({ queue, body, group }) => ({
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(time),
      SenderId: 'AROAEXAMPLE:cashier',
      ApproximateFirstReceiveTimestamp: String(time),
      ...(group === undefined ? {} : { MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:${queue}`,
    awsRegion: 'us-east-1',
  })),
});

export const lambdaContext = (): Pick<Context, 'getRemainingTimeInMillis'> => ({
  getRemainingTimeInMillis: () => 60_000,
});
