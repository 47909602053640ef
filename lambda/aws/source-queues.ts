import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { BatchDeps } from '../batch/batch.ts';
import type { Failure } from '../batch/failure-path.ts';
import { isFifo, queueName } from '../batch/sqs-record.ts';
import { MAX_HIDDEN_HOURS } from '../order/pickup.ts';

/** The queues that a function consumes. Each method throws what the SDK throws. */
export type SourceQueues = Pick<BatchDeps, 'setVisibility' | 'sendToDlq'>;

export type SourceQueuesDeps = {
  readonly client: SQSClient;
  readonly queues: readonly { readonly queueUrl: string; readonly dlqUrl: string }[];
};

/** SQS's limits: entries of one call, attributes of one message, seconds that a message can be hidden. */
const MAX_ENTRIES = 10;
const MAX_ATTRIBUTES = 10;
const MAX_SECONDS = MAX_HIDDEN_HOURS * 60 * 60;

export function createSourceQueues({ client, queues }: SourceQueuesDeps): SourceQueues {
  return {
    setVisibility: async (failed) => {
      const [first] = failed;
      if (!first) return;
      const { queueUrl: QueueUrl } = findQueue(first.record); // a batch comes from one queue
      for (let at = 0; at < failed.length; at += MAX_ENTRIES) {
        const Entries = failed.slice(at, at + MAX_ENTRIES).map(({ record, seconds }, n) => ({
          Id: String(n),
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds))),
        }));
        const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
        if (Failed.length > 0)
          throw new Error(
            `SQS should change the visibility timeout of every message, got ${Failed.map(({ Code }) => Code).join(', ')}`,
          );
      }
    },

    sendToDlq: async (record, failure) => {
      const { MessageGroupId } = record.attributes;
      await client.send(
        new SendMessageCommand({
          QueueUrl: findQueue(record).dlqUrl,
          MessageBody: record.body,
          MessageAttributes: attributesWith(failure, record),
          ...(MessageGroupId ? { MessageGroupId } : {}),
          ...(isFifo(record) ? { MessageDeduplicationId: record.messageId } : {}),
        }),
      );
    },
  };

  function findQueue(record: SQSRecord): SourceQueuesDeps['queues'][number] {
    const name = queueName(record);
    const found = queues.find(({ queueUrl }) => queueUrl.endsWith(`/${name}`));
    if (found) return found;
    throw new Error(`the message should come from a queue that this function consumes, got ${name}`);
  }
}

/** Sends a message on to another queue, with its body and attributes unchanged. Throws what the SDK throws. */
export type Forward = (record: SQSRecord) => Promise<void>;

/** Forwards to a standard queue, where a message blocks no other. */
export const createForward =
  ({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }): Forward =>
  async ({ body, messageAttributes, attributes: { MessageGroupId } }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: attributeValues(messageAttributes),
        ...(MessageGroupId ? { MessageGroupId } : {}),
      }),
    );
  };

/** The failure beside the message's other attributes. If SQS would refuse so many, the others are folded into one. */
const attributesWith = (failure: Failure, { messageAttributes }: SQSRecord): Record<string, MessageAttributeValue> => {
  const { failure: _earlier, ...others } = messageAttributes;
  const why = { failure: stringValue(JSON.stringify(failure)) };
  if (Object.keys(others).length >= MAX_ATTRIBUTES) return { attributes: stringValue(JSON.stringify(others)), ...why };
  return { ...attributeValues(others), ...why };
};

const attributeValues = (attributes: SQSRecord['messageAttributes']): Record<string, MessageAttributeValue> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeValue(value)] as const));

const attributeValue = ({ dataType, stringValue, binaryValue }: SQSMessageAttribute): MessageAttributeValue => ({
  DataType: dataType,
  ...(stringValue === undefined ? {} : { StringValue: stringValue }),
  ...(binaryValue === undefined ? {} : { BinaryValue: Buffer.from(binaryValue, 'base64') }),
});

const stringValue = (text: string): MessageAttributeValue => ({ DataType: 'String', StringValue: text });
