import type { SQSRecord } from 'aws-lambda';
import type { Fields } from '../log.ts';
import { type Delivery, queueName } from './sqs-record.ts';

/** Facts in a message that log lines and the retry delay need. The rest of the message is not checked. */
export type Inspected = {
  /** Log fields that name the order of the message. */
  readonly names: Fields;
  /** When the message is due, if it names a time. Milliseconds since 1970. */
  readonly dueAt?: number;
};

export type LineDeps = { readonly inspect: (record: SQSRecord) => Inspected; readonly now: () => number };

/** The fields of every log line about a message. Its handler may know a later `dueAt` than the message itself shows. */
export const lineOf = (
  delivery: Delivery,
  { inspect, now }: LineDeps,
  { dueAt = delivery.firstReceivedAt }: { readonly dueAt?: number | undefined } = {},
): Fields => {
  const { record, receiveCount, sentAt } = delivery;
  const inspected = inspect(record);
  const failingSince = Math.max(failingSinceOf(delivery, inspected), dueAt);
  return {
    ...inspected.names,
    messageId: record.messageId,
    queue: queueName(record),
    receiveCount,
    ageSeconds: secondsSince(sentAt, now()),
    failingSeconds: secondsSince(failingSince, now()),
  };
};

/** When a message could first have succeeded, in milliseconds since 1970: at its first receive, or when it was due after that. */
export const failingSinceOf = ({ firstReceivedAt }: Delivery, { dueAt = firstReceivedAt }: Inspected): number =>
  Math.max(dueAt, firstReceivedAt);

const secondsSince = (time: number, now: number): number => Math.max(0, Math.round((now - time) / 1000));
