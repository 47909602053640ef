import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { EVENT_ATTRIBUTES, type OrderMessage, readyEvent, variable } from './job.ts';

/** Announces one finished order. */
export const announce = (client: SNSClient, message: OrderMessage): Promise<unknown> =>
  client.send(
    new PublishCommand({
      TopicArn: variable('ORDER_EVENTS_TOPIC_ARN'),
      Message: readyEvent(message),
      MessageAttributes: EVENT_ATTRIBUTES,
    }),
  );
