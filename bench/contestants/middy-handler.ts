import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import eventNormalizer from '@middy/event-normalizer';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { announce } from './announce.ts';
import { type OrderMessage, prepare } from './job.ts';
import { recordOnce } from './record-once.ts';

export type Validate = (value: unknown) => value is OrderMessage;

const dynamodb = new DynamoDBClient();
const sns = new SNSClient();

/**
 * A handler as middy's pages show it. The schema is applied to each record: middy's validator would refuse the whole batch for
 * one bad message.
 */
export const createHandler = (validate: Validate) => {
  const work = async ({ body }: SQSRecord): Promise<void> => {
    const message: unknown = body; // the event normalizer has parsed it
    if (!validate(message)) throw new Error('the body should be the message of an order, got another one');
    await prepare(message);
    await recordOnce(dynamodb, message);
    await announce(sns, message);
    console.info({ event: 'order.ready', number: message.order.number });
  };
  return middy<SQSEvent>()
    .use(eventNormalizer())
    .use(sqsPartialBatchFailure())
    .handler(({ Records }: SQSEvent) => Promise.allSettled(Records.map(work)));
};
