import { randomUUID } from 'node:crypto';
import type { Context, SQSRecord } from 'aws-lambda';
import type { Cloud } from '../aws/cloud.ts';
import type { OrderMessage } from '../contestants/job.ts';
import { BUCKET_NAME, QUEUE_NAME } from './names.ts';

/** A message on its way: its id stays the same when it is delivered again. */
export type Delivery = { readonly messageId: string; readonly body: string; readonly receiveCount: number };

/** A new order with the content of the template. */
export const newMessage = (template: OrderMessage): OrderMessage => ({
  ...template,
  orderId: randomUUID(),
  placedAt: new Date().toISOString(),
});

export const deliveryOf = (body: string, receiveCount = 1): Delivery => ({
  messageId: randomUUID(),
  body,
  receiveCount,
});

/** A delivery of an order. The body of a long order is in S3, under the key that our claim checks have. */
export const deliveryOfOrder = (
  message: OrderMessage,
  { s3 }: Pick<Cloud, 's3'>,
  offloadAboveBytes: number,
): Delivery => {
  const body = JSON.stringify(message);
  if (body.length <= offloadAboveBytes) return deliveryOf(body);
  const s3Key = `${message.orderId}/${message.requestHash}`;
  s3.put(`/${s3Key}`, body);
  return deliveryOf(JSON.stringify([POINTER_CLASS, { s3BucketName: BUCKET_NAME, s3Key }]));
};

/** @see https://github.com/awslabs/payload-offloading-java-common-lib-for-aws */
const POINTER_CLASS = 'software.amazon.payloadoffloading.PayloadS3Pointer';

/** A record as Lambda passes it on. */
export const recordOf = ({ messageId, body, receiveCount }: Delivery): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(Date.now()),
    SenderId: 'AROAEXAMPLE:cashier',
    ApproximateFirstReceiveTimestamp: String(Date.now()),
  },
  messageAttributes: {
    contentType: { stringValue: 'application/json', dataType: 'String', stringListValues: [], binaryListValues: [] },
  },
  md5OfBody: '00000000000000000000000000000000',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${QUEUE_NAME}`,
  awsRegion: 'eu-central-1',
});

export const newContext = (): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'worker',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:worker',
  memoryLimitInMB: '512',
  awsRequestId: randomUUID(),
  logGroupName: '/aws/lambda/worker',
  logStreamName: '2026/11/21/[$LATEST]0123456789abcdef',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
