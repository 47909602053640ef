import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { BatchDeps, FailedMessage } from '../batch/batch.ts';
import type { Failure } from '../batch/record-handler.ts';
import { isFifo, queueName } from '../batch/sqs-record.ts';
import { asciiJson } from './ascii-json.ts';
import { callService, entryError } from './service-error.ts';
import { traceHeader } from './trace-header.ts';

/** The queues that a function consumes. Each method throws a ServiceError. */
export type SourceQueues = Pick<BatchDeps, 'setVisibility' | 'sendToDlq'>;

export type SourceQueuesDeps = {
  readonly client: SQSClient;
  readonly queues: readonly { readonly queueUrl: string; readonly dlqUrl: string }[];
};

/** SQS's limits: entries of one call, attributes of one message. */
const MAX_ENTRIES = 10;
const MAX_ATTRIBUTES = 10;

/**
 * The longest that a message is hidden, in seconds. SQS hides a message for at most 12 hours in all, counted from its receive, and
 * refuses a longer visibility timeout. The rest covers the time that the message was in flight before.
 */
const MAX_SECONDS = 12 * 60 * 60 - 15 * 60;

/** @throws Error if the URLs of a queue and its dead-letter queue do not fit together */
export function createSourceQueues({ client, queues }: SourceQueuesDeps): SourceQueues {
  queues.forEach(checkQueue);
  return {
    setVisibility: async (failed) => {
      const [first] = failed;
      if (!first) return;
      const { queueUrl: QueueUrl } = findQueue(first.record); // a batch comes from one queue
      const errors: unknown[] = [];
      for (let at = 0; at < failed.length; at += MAX_ENTRIES)
        await changeVisibility(QueueUrl, failed.slice(at, at + MAX_ENTRIES)).catch((error) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },

    sendToDlq: async (record, failure) => {
      const { MessageGroupId } = record.attributes;
      const send = new SendMessageCommand({
        QueueUrl: findQueue(record).dlqUrl,
        MessageBody: record.body,
        MessageAttributes: attributesWith(failure, record),
        ...(MessageGroupId ? { MessageGroupId } : {}),
        ...(isFifo(record) ? { MessageDeduplicationId: record.messageId } : {}),
        ...traceHeader(record.attributes.AWSTraceHeader),
      });
      await callService('sqs', 'SendMessage', client.send(send));
    },
  };

  async function changeVisibility(QueueUrl: string, failed: readonly FailedMessage[]): Promise<void> {
    const call = { service: 'sqs', operation: 'ChangeMessageVisibilityBatch' } as const;
    const Entries = failed.map(({ record, seconds }, n) => ({
      Id: String(n),
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds))),
    }));
    const change = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
    const { Failed = [] } = await callService(call.service, call.operation, client.send(change));
    if (Failed.length > 0) throw entryError(call, Failed);
  }

  function findQueue(record: SQSRecord): SourceQueuesDeps['queues'][number] {
    const name = queueName(record);
    const found = queues.find(({ queueUrl }) => queueUrl.endsWith(`/${name}`));
    if (found) return found;
    const names = queues.map(({ queueUrl }) => nameIn(queueUrl)).join(' or ');
    throw new Error(`the message should come from ${names}, of which this function has the URLs, got ${name}`);
  }
}

const checkQueue = ({ queueUrl, dlqUrl }: SourceQueuesDeps['queues'][number]): void => {
  for (const [name, url] of Object.entries({ queueUrl, dlqUrl }))
    if (nameIn(url) === '')
      throw new Error(
        `${name} should be the URL of a queue, such as https://sqs.<region>.amazonaws.com/<account>/<name>, got '${url}'`,
      );
  if (queueUrl === dlqUrl) throw new Error(`dlqUrl should be another queue than queueUrl, got '${dlqUrl}' for both`);
  if (queueUrl.endsWith('.fifo') !== dlqUrl.endsWith('.fifo'))
    throw new Error(`dlqUrl should be of the type of its queue, standard or FIFO, got '${dlqUrl}' for '${queueUrl}'`);
};

/** The name of a queue in its URL. It is empty if the text is no such URL. */
const nameIn = (url: string): string => /^https?:\/\/[^/]+\/(?:.*\/)?([^/]+)$/.exec(url)?.[1] ?? '';

/** Sends a message on to another queue, with its body and attributes unchanged. @throws ServiceError */
export type Forward = (record: SQSRecord) => Promise<void>;

/** Forwards to a standard queue, where a message blocks no other. */
export const createForward =
  ({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }): Forward =>
  async ({ body, messageAttributes, attributes: { MessageGroupId, AWSTraceHeader } }) => {
    const send = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: attributeValues(messageAttributes),
      ...(MessageGroupId ? { MessageGroupId } : {}),
      ...traceHeader(AWSTraceHeader),
    });
    await callService('sqs', 'SendMessage', client.send(send));
  };

/** The failure beside the message's other attributes. If SQS would refuse so many, the others are folded into one. */
const attributesWith = (failure: Failure, { messageAttributes }: SQSRecord): Record<string, MessageAttributeValue> => {
  const { failure: _earlier, ...others } = messageAttributes;
  const why = { failure: stringValue(failureText(failure)) };
  if (Object.keys(others).length >= MAX_ATTRIBUTES) return { attributes: stringValue(JSON.stringify(others)), ...why };
  return { ...attributeValues(others), ...why };
};

/** The failure as JSON of at most 1 KiB. A longer one loses the end of its message. */
const failureText = (failure: Failure): string => {
  const whole = asciiJson(failure);
  if (whole.length <= MAX_FAILURE_BYTES) return whole;
  let message = '';
  for (const character of failure.message) {
    if (asciiJson({ ...failure, message: message + character }).length > MAX_FAILURE_BYTES) break;
    message += character;
  }
  return asciiJson({ ...failure, message });
};

const MAX_FAILURE_BYTES = 1024;

const attributeValues = (attributes: SQSRecord['messageAttributes']): Record<string, MessageAttributeValue> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeValue(value)] as const));

const attributeValue = ({ dataType, stringValue, binaryValue }: SQSMessageAttribute): MessageAttributeValue => ({
  DataType: dataType,
  ...(stringValue === undefined ? {} : { StringValue: stringValue }),
  ...(binaryValue === undefined ? {} : { BinaryValue: Buffer.from(binaryValue, 'base64') }),
});

const stringValue = (text: string): MessageAttributeValue => ({ DataType: 'String', StringValue: text });
