import type { SQSRecord } from 'aws-lambda';

/** A record, and the facts about it that decide how it is worked. */
export type Delivery = {
  readonly record: SQSRecord;
  /** Records of one group keep their order. On a standard queue every record has a separate group. */
  readonly group: string;
  /** How often SQS has delivered the message, this time included. */
  readonly receiveCount: number;
  /** When the message was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  /** When SQS first delivered the message, in milliseconds since 1970. */
  readonly firstReceivedAt: number;
};

export const deliveryOf = (record: SQSRecord): Delivery => {
  const { ApproximateReceiveCount, ApproximateFirstReceiveTimestamp, SentTimestamp } = record.attributes;
  const sentAt = numberIn(SentTimestamp) ?? Date.now();
  return {
    record,
    group: fifoGroup(record) ?? record.messageId,
    receiveCount: numberIn(ApproximateReceiveCount) ?? 1,
    sentAt,
    firstReceivedAt: numberIn(ApproximateFirstReceiveTimestamp) ?? sentAt,
  };
};

/** The number in a system attribute. SQS always sends it; a test event that somebody wrote can lack it. */
const numberIn = (attribute: string | undefined): number | undefined => {
  const number = Number(attribute || Number.NaN);
  return Number.isFinite(number) ? number : undefined;
};

/** The message group of a record on a FIFO queue. On a standard queue a group asks for fairness, not for order. */
export const fifoGroup = (record: SQSRecord): string | undefined =>
  isFifo(record) ? record.attributes.MessageGroupId : undefined;

export const isFifo = ({ eventSourceARN }: SQSRecord): boolean => eventSourceARN.endsWith('.fifo');

/** The name of the queue that a record came from. */
export const queueName = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.split(':').at(-1) ?? '';
