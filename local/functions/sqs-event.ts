import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Message } from './queue-client.ts';

/** The record of a message in the event that a mapping sends to its function. */
export const toRecord = (message: Message, eventSourceARN: string): SQSRecord => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
    ...message.Attributes,
  },
  messageAttributes: toMessageAttributes(message.MessageAttributes),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN,
  awsRegion: eventSourceARN.split(':')[3] ?? '',
});

const toMessageAttributes = (attributes: Message['MessageAttributes']): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        stringListValues: [],
        binaryListValues: [],
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
      },
    ]),
  );

const responseSchema = v.nullish(
  v.object({ batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.string() }))) }),
);

/**
 * The records that the mapping may delete: those that a partial batch response does not report as failed.
 * An unreadable response, or one that reports an unknown record, fails the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const recordsToDelete = (records: readonly SQSRecord[], response: unknown): readonly SQSRecord[] => {
  const { success, output } = v.safeParse(responseSchema, response);
  if (!success) return [];
  const failed = new Set(output?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(records.map(({ messageId }) => messageId));
  if ([...failed].some((messageId) => !known.has(messageId))) return [];
  return records.filter(({ messageId }) => !failed.has(messageId));
};
