import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { describe, type Log } from '../log.ts';
import { eventOf, eventTypes, type OrderEvent } from '../order/event.ts';
import { logName } from '../order/identity.ts';
import type { OrderRecord } from '../order/record.ts';

/** Announces a recorded transition on `order-events`. Answers whether SNS took the event; it never rejects. */
export type Announce = (status: keyof typeof eventTypes, order: OrderRecord, version: number) => Promise<boolean>;

export const createAnnounce =
  ({ publish, log }: { readonly publish: Publish; readonly log: Log }): Announce =>
  async (status, { orderId, number, updatedAt }, version) => {
    const type = eventTypes[status];
    log('info', type, { order: logName(orderId), number, version });
    try {
      await publish(eventOf(status, { orderId, number, version, at: updatedAt }));
      return true;
    } catch (error) {
      log('warn', 'announcement.failed', { type, order: logName(orderId), ...describe(error) });
      return false;
    }
  };

/** Publishes one event. Rejects if SNS refuses it or does not answer; SNS may have published it nevertheless. */
export type Publish = (event: OrderEvent) => Promise<void>;

/** The most events that SNS takes in one call. */
const MAX_PER_CALL = 10;

type Waiting = {
  readonly event: OrderEvent;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Publishes events with one call at a time. Events that arrive during a call go out together in the next one. A single event does
 * not wait, and a full batch costs a tenth of the calls.
 */
export function createPublisher({
  client,
  topicArn,
}: {
  readonly client: SNSClient;
  readonly topicArn: string;
}): Publish {
  const waiting: Waiting[] = [];
  let publishing = false;

  return (event) =>
    new Promise((resolve, reject) => {
      waiting.push({ event, resolve, reject });
      if (!publishing) void publishWaiting();
    });

  async function publishWaiting(): Promise<void> {
    publishing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_PER_CALL);
      await publishBatch(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    publishing = false;
  }

  async function publishBatch(batch: readonly Waiting[]): Promise<void> {
    const { Failed = [] } = await client.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: batch.map(({ event }, n) => ({
          Id: String(n),
          Message: JSON.stringify(event),
          MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
        })),
      }),
    );
    for (const { Id, Code, Message } of Failed)
      batch[Number(Id)]?.reject(new Error(`SNS should accept the event, got ${Code}: ${Message}`));
    for (const { resolve } of batch) resolve(); // has no effect on rejected ones
  }
}
