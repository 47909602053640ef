import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Target } from './target.ts';
import { until } from './until.ts';

const failureSchema = v.object({
  code: v.string(),
  message: v.string(),
  receiveCount: v.number(),
  sourceQueue: v.string(),
  quarantinedAt: v.string(),
});

/** Messages that were quarantined before this test file began belong to other tests. */
const began = new Date().toISOString();

/** The reason of the quarantine, from the attribute of the message. */
export const failureOf = ({ MessageAttributes }: Message) =>
  v.parse(failureSchema, JSON.parse(MessageAttributes?.failure?.StringValue ?? '{}'));

/** Waits until the dead-letter queue received this many messages since these tests began, and deletes them from it. */
export const takeDeadLetters = async ({ sqs }: Target, QueueUrl: string, count: number): Promise<Message[]> => {
  const taken: Message[] = [];
  const receive = async (): Promise<Message[]> => {
    const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    const { Messages = [] } = await sqs.send(receiving);
    const ours = Messages.filter((message) => failureOf(message).quarantinedAt >= began);
    for (const { ReceiptHandle } of ours) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    taken.push(...ours);
    return taken;
  };
  return until(receive, ({ length }) => length >= count, { seconds: 60 });
};
