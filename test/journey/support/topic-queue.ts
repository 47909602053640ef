import { randomUUID } from 'node:crypto';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { arnOf } from './orders.ts';
import type { Target } from './target.ts';

/** A new queue that gets every message of a topic, like that of another system. */
export type TopicQueue = {
  readonly url: string;
  /** Deletes the subscription and the queue. */
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

export const subscribeQueue = async (target: Target, name: string, TopicArn: string): Promise<TopicQueue> => {
  const { sqs, sns } = target;
  const QueueName = `orderboard-${name}-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const Endpoint = await arnOf(target, QueueUrl);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(Endpoint, TopicArn) } }));
  const raw = { RawMessageDelivery: 'true' };
  const subscribing = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw });
  const { SubscriptionArn } = await sns.send(subscribing);
  return {
    url: QueueUrl,
    close: async () => {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
