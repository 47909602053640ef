// sqs-consumer: a process that polls the queue itself.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { announce } from './announce.ts';
import { readMessage } from './check-message.ts';
import { prepare, variable } from './job.ts';
import { recordOnce } from './record-once.ts';

const dynamodb = new DynamoDBClient();
const sns = new SNSClient();

const work = async ({ Body = '' }: Message): Promise<void> => {
  const message = readMessage(Body);
  await prepare(message);
  await recordOnce(dynamodb, message);
  await announce(sns, message);
  console.info({ event: 'order.ready', number: message.order.number });
};

/** The batch handler answers the messages that succeeded. The consumer deletes them in one call. */
export const consumer = Consumer.create({
  queueUrl: variable('ORDERS_QUEUE_URL'),
  sqs: new SQSClient(),
  batchSize: 10,
  handleMessageBatch: async (messages) => {
    const results = await Promise.allSettled(messages.map(work));
    return messages.filter((_, n) => results[n]?.status === 'fulfilled');
  },
});
consumer.on('error', (error) => console.error({ event: 'consumer.failed', error: String(error) }));
consumer.on('processing_error', (error) => console.error({ event: 'record.failed', error: String(error) }));
consumer.start();
