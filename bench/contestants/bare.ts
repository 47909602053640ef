// A handler with the SDK only: the fewest calls that record each order once and announce it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readMessage } from './check-message.ts';
import { EVENT_ATTRIBUTES, type OrderMessage, prepare, readyEvent, variable } from './job.ts';
import { recordOnce } from './record-once.ts';

const dynamodb = new DynamoDBClient();
const sns = new SNSClient();

type Done = { readonly record: SQSRecord; readonly message: OrderMessage };

export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: SQSRecord[] = [];
  const ready: Done[] = [];
  const work = async (record: SQSRecord): Promise<void> => {
    try {
      const message = readMessage(record.body);
      await prepare(message);
      await recordOnce(dynamodb, message);
      ready.push({ record, message });
    } catch (error) {
      console.error({ event: 'record.failed', messageId: record.messageId, error: String(error) });
      failed.push(record);
    }
  };
  await Promise.all(Records.map(work));
  failed.push(...(await publish(ready)));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

/** Announces up to ten orders in one call. Answers the records whose announcement failed. */
const publish = async (ready: readonly Done[]): Promise<readonly SQSRecord[]> => {
  if (ready.length === 0) return [];
  try {
    const { Failed = [] } = await sns.send(
      new PublishBatchCommand({
        TopicArn: variable('ORDER_EVENTS_TOPIC_ARN'),
        PublishBatchRequestEntries: ready.map(({ message }, n) => ({
          Id: String(n),
          Message: readyEvent(message),
          MessageAttributes: EVENT_ATTRIBUTES,
        })),
      }),
    );
    for (const { message } of ready) console.info({ event: 'order.ready', number: message.order.number });
    return ready.filter((_, n) => Failed.some(({ Id }) => Id === String(n))).map(({ record }) => record);
  } catch (error) {
    console.error({ event: 'announcement.failed', error: String(error) });
    return ready.map(({ record }) => record);
  }
};
