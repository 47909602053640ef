import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { limits } from './limits.ts';
import type { Target } from './target.ts';
import { subscribeQueue } from './topic-queue.ts';

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

export const subscribe = async (target: Target, name: string): Promise<Probe> => {
  const { sqs, outputs } = target;
  const { url: QueueUrl, close } = await subscribeQueue(target, name, outputs.OrderEventsTopicArn);
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
    close,
  };
};
