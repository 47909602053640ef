import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The queue that a test needs. The name of a FIFO queue ends in `.fifo`. */
export type QueueOptions = {
  readonly name: string;
  readonly visibilitySeconds?: number;
  readonly maxReceiveCount?: number;
};

/** An implementation of SQS, SNS and S3: the services of a target, or the simulator's models. */
export type Engine = {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly topicArn: string;
  readonly bucketName: string;
  /** Creates a queue and its dead-letter queue. */
  createQueue(options: QueueOptions): Promise<{ readonly url: string; readonly dlqUrl: string }>;
  /** Subscribes a queue to events of one type, with raw message delivery. */
  subscribe(queueUrl: string, type: string): Promise<void>;
  /** Waits for messages in real or virtual time. Answers an empty list if none arrives. */
  await(queueUrl: string): Promise<Message[]>;
  close(): Promise<unknown>;
};

export const DEFAULT_VISIBILITY_SECONDS = 30;
export const dlqNameOf = (name: string): string => `dead-${name}`;

/** Receives up to 10 messages, with long polling for this many seconds. */
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
