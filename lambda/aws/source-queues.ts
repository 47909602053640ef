import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';

/** Makes failed records visible again after so many seconds, instead of at the end of their visibility timeout. */
export type Release = (failures: readonly { readonly record: SQSRecord; readonly seconds: number }[]) => Promise<void>;

/** Why a message was given up, as it is attached to it: the message names what was expected, never a value (P7). */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly sourceQueue: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: string;
  readonly quarantinedAt: string;
};

/** The queues that a worker works, each with its dead-letter queue. */
export type SourceQueues = {
  readonly release: Release;
  /** Sends a message to the dead-letter queue of its source, its body as it came. Throws what the SDK throws. */
  deadLetter(record: SQSRecord, failure: Failure): Promise<void>;
};

/** Sends a message on to another queue as it came, attributes included. Throws what the SDK throws. */
export type Forward = (record: SQSRecord) => Promise<void>;

export type SourceQueuesDeps = {
  readonly client: SQSClient;
  readonly queues: readonly { readonly queueUrl: string; readonly dlqUrl: string }[];
};

/** SQS's most for one call, and for the attributes of one message. */
const MOST_ENTRIES = 10;
const MOST_ATTRIBUTES = 10;
/** An early order sleeps at most this long: SQS's most. */
const MOST_SECONDS = 12 * 60 * 60;

export const queueName = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.split(':').at(-1) ?? '';

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });

const attribute = ({ dataType, stringValue, binaryValue }: SQSMessageAttribute): MessageAttributeValue => ({
  DataType: dataType,
  ...(stringValue === undefined ? {} : { StringValue: stringValue }),
  ...(binaryValue === undefined ? {} : { BinaryValue: Buffer.from(binaryValue, 'base64') }),
});

const copied = (attributes: SQSRecord['messageAttributes']): Record<string, MessageAttributeValue> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attribute(value)] as const));

/** The message's own attributes and the failure; where these are more than SQS takes, its own are folded into one. */
const attributesOf = ({ messageAttributes }: SQSRecord, failure: Failure): Record<string, MessageAttributeValue> => {
  const { failure: _earlier, ...own } = messageAttributes;
  const why = { failure: text(JSON.stringify(failure)) };
  if (Object.keys(own).length >= MOST_ATTRIBUTES) return { attributes: text(JSON.stringify(own)), ...why };
  return { ...copied(own), ...why };
};

/** Forwards to a standard queue, where a message stands in nobody's way. */
export const createForward =
  ({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }): Forward =>
  async ({ body, messageAttributes, attributes: { MessageGroupId } }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: copied(messageAttributes),
        ...(MessageGroupId ? { MessageGroupId } : {}),
      }),
    );
  };

export const createSourceQueues = ({ client, queues }: SourceQueuesDeps): SourceQueues => {
  const find = (record: SQSRecord) => {
    const name = queueName(record);
    const found = queues.find(({ queueUrl }) => queueUrl.endsWith(`/${name}`));
    if (found) return found;
    throw new Error(`the queue should be one that this function knows, got ${name}`);
  };

  const release: Release = async (failures) => {
    const [first] = failures;
    if (!first) return;
    const { queueUrl: QueueUrl } = find(first.record); // a batch is of one queue
    for (let at = 0; at < failures.length; at += MOST_ENTRIES) {
      const Entries = failures.slice(at, at + MOST_ENTRIES).map(({ record, seconds }, n) => ({
        Id: String(n),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.min(MOST_SECONDS, Math.max(0, Math.ceil(seconds))),
      }));
      const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0)
        throw new Error(`SQS should change each visibility, got ${Failed.map(({ Code }) => Code).join(', ')}`);
    }
  };

  return {
    release,
    deadLetter: async (record, failure) => {
      const { MessageGroupId } = record.attributes;
      await client.send(
        new SendMessageCommand({
          QueueUrl: find(record).dlqUrl,
          MessageBody: record.body,
          MessageAttributes: attributesOf(record, failure),
          ...(MessageGroupId ? { MessageGroupId } : {}),
          ...(queueName(record).endsWith('.fifo') ? { MessageDeduplicationId: record.messageId } : {}),
        }),
      );
    },
  };
};
