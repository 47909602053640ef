import { randomUUID } from 'node:crypto';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { limits } from './limits.ts';
import { arnOf } from './orders.ts';
import type { Target } from './target.ts';

/** An event holds no other field, and no personal data. */
const eventSchema = v.strictObject({
  v: v.literal(1),
  type: v.string(),
  orderId: v.string(),
  number: v.string(),
  status: v.string(),
  version: v.number(),
  at: v.string(),
});
export type AnnouncedEvent = v.InferOutput<typeof eventSchema>;

/** A subscriber of `order-events`, like another system. */
export type Probe = {
  /**
   * Waits for this many different events of these orders, and returns them with their duplicates. Returns fewer if no event arrives
   * for a while.
   */
  events(orderIds: readonly string[], count: number): Promise<readonly AnnouncedEvent[]>;
  /** Deletes the subscription and its queue. */
  close(): Promise<void>;
};

/** The queue policy that allows a topic to send to the queue. */
const policy = (queueArn: string, topicArn: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });

export const subscribe = async (target: Target, name: string): Promise<Probe> => {
  const { sqs, sns, outputs } = target;
  const QueueName = `orderboard-${name}-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const Endpoint = await arnOf(target, QueueUrl);
  const TopicArn = outputs.OrderEventsTopicArn;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(Endpoint, TopicArn) } }));
  const raw = { RawMessageDelivery: 'true' };
  const subscribing = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw });
  const { SubscriptionArn } = await sns.send(subscribing);
  const seen: AnnouncedEvent[] = [];

  const receive = async (): Promise<number> => {
    const receiving = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: limits.quietSeconds,
    });
    const { Messages = [] } = await sqs.send(receiving);
    for (const { Body = '' } of Messages) seen.push(v.parse(eventSchema, JSON.parse(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages.length;
  };

  return {
    events: async (orderIds, count) => {
      const wanted = new Set(orderIds);
      const found = (): AnnouncedEvent[] => seen.filter(({ orderId }) => wanted.has(orderId));
      const different = () => new Set(found().map((event) => JSON.stringify(event))).size;
      while (different() < count && (await receive()) > 0);
      return found();
    },
    close: async () => {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
