import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Target } from './target.ts';
import { until } from './until.ts';

const failureSchema = v.object({
  code: v.string(),
  message: v.string(),
  receiveCount: v.number(),
  sourceQueue: v.string(),
});

/** Why a message was given up, as it says itself. */
export const failureOf = ({ MessageAttributes }: Message) =>
  v.parse(failureSchema, JSON.parse(MessageAttributes?.failure?.StringValue ?? '{}'));

/** Takes messages out of a dead-letter queue: waits until so many have come. */
export const takeDeadLetters = async ({ sqs }: Target, QueueUrl: string, count: number): Promise<Message[]> => {
  const taken: Message[] = [];
  const receive = async (): Promise<Message[]> => {
    const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    const { Messages = [] } = await sqs.send(receiving);
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    taken.push(...Messages);
    return taken;
  };
  return until(receive, ({ length }) => length >= count, { seconds: 60 });
};
