import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OrderEvent } from '../order/lifecycle.ts';

/** Tells the subscribers of `order-events`. Throws what the SDK throws; they may have been told all the same. */
export type Announce = (event: OrderEvent) => Promise<void>;

export const createAnnouncer =
  ({ client, topicArn }: { readonly client: SNSClient; readonly topicArn: string }): Announce =>
  async (event) => {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: JSON.stringify(event),
        MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
      }),
    );
  };
