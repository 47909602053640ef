import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** What a case asks of a queue. A FIFO queue's name ends in `.fifo`. */
export type QueueWish = {
  readonly name: string;
  readonly visibilitySeconds?: number;
  readonly maxReceiveCount?: number;
};

/** Something that speaks SQS, SNS and S3. */
export type Engine = {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly topicArn: string;
  readonly bucketName: string;
  /** Creates a queue and its dead-letter queue. */
  createQueue(wish: QueueWish): Promise<{ readonly url: string; readonly dlqUrl: string }>;
  /** Has the topic deliver events of one type to a queue, raw. */
  subscribe(queueUrl: string, type: string): Promise<void>;
  /** Waits, in the engine's own time, until a message comes; nothing if none does. */
  await(queueUrl: string): Promise<Message[]>;
  close(): Promise<unknown>;
};

export const DEFAULT_VISIBILITY_SECONDS = 30;
export const dlqNameOf = (name: string): string => `dead-${name}`;

/** What can be received at once, or within so many seconds. */
export const receive = async (sqs: SQSClient, QueueUrl: string, seconds = 0): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: seconds,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
};
