import { createHash, randomUUID } from 'node:crypto';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:';

export type RecordVariation = {
  readonly messageId?: string;
  readonly queue?: string;
  readonly group?: string;
  readonly receiveCount?: number;
  /** Milliseconds since 1970. */
  readonly firstReceivedAt?: number;
};

export const FIRST_RECEIVED_AT = Date.parse('2026-11-21T09:00:00.000Z');

/** One record of a batch. Its queue is a standard one, unless its name ends in `.fifo`. */
export const sqsRecord = (body: string, variation: RecordVariation = {}): SQSRecord => {
  const { messageId = randomUUID(), queue = 'orders', group } = variation;
  const { receiveCount = 1, firstReceivedAt = FIRST_RECEIVED_AT } = variation;
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '1795251600000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      ...(group === undefined ? {} : { MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: ARN + queue,
    awsRegion: 'eu-central-1',
  };
};

/** A record of the FIFO queue. The name `a1` stands for the first record of group `a`. */
export const tabRecord = (name: string): SQSRecord =>
  sqsRecord('{}', { messageId: name, queue: 'tabs.fifo', group: name.slice(0, 1) });

export const sqsEvent = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** The context that Lambda passes to a handler. */
export const lambdaContext = (): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'barista',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:barista',
  memoryLimitInMB: '512',
  awsRequestId: randomUUID(),
  logGroupName: 'barista',
  logStreamName: 'barista',
  getRemainingTimeInMillis: () => 6000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
