import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OrderEvent } from '../order/lifecycle.ts';

/** Tells the subscribers of `order-events`. Rejects when that may not have come about; they may have been told all the same. */
export type Announce = (event: OrderEvent) => Promise<void>;

/** SNS's most for one call. */
const MOST_PER_CALL = 10;

type Waiting = { readonly event: OrderEvent; readonly done: () => void; readonly failed: (reason: unknown) => void };

/**
 * Announces events through one call at a time: what is announced while a call is under way goes out together with the next.
 * A lone event waits for nobody; a full batch costs a tenth of the calls.
 */
export const createAnnouncer = ({
  client,
  topicArn,
}: {
  readonly client: SNSClient;
  readonly topicArn: string;
}): Announce => {
  const waiting: Waiting[] = [];
  let publishing = false;

  const publish = async (batch: readonly Waiting[]): Promise<void> => {
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
      batch[Number(Id)]?.failed(new Error(`SNS should take the event, got ${Code}: ${Message}`));
    for (const { done } of batch) done(); // without effect on those that have failed
  };

  const publishAll = async (): Promise<void> => {
    publishing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_PER_CALL);
      await publish(batch).catch((error: unknown) => {
        for (const { failed } of batch) failed(error);
      });
    }
    publishing = false;
  };

  return (event) =>
    new Promise((done, failed) => {
      waiting.push({ event, done, failed });
      if (!publishing) void publishAll();
    });
};
