import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Target } from './target.ts';

const eventSchema = v.object({
  type: v.string(),
  orderId: v.string(),
  number: v.string(),
  status: v.string(),
  version: v.number(),
  at: v.string(),
});
export type AnnouncedEvent = v.InferOutput<typeof eventSchema>;

/** A subscriber of `order-events`, as another system would be one. */
export type Probe = {
  /** Waits until this many events of these orders have come, and answers them; fewer when no more come for a second. */
  events(orderIds: readonly string[], count: number): Promise<readonly AnnouncedEvent[]>;
};

export const subscribe = async ({ sqs, sns, outputs }: Target, name: string): Promise<Probe> => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: outputs.OrderEventsTopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const seen: AnnouncedEvent[] = [];

  const receive = async (): Promise<number> => {
    const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
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
      while (found().length < count && (await receive()) > 0);
      return found();
    },
  };
};
