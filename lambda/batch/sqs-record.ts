import type { SQSRecord } from 'aws-lambda';

/** A record, and the facts about it that decide how it is worked. */
export type Delivery = {
  readonly record: SQSRecord;
  /** Records of one group keep their order. On a standard queue every record has a separate group. */
  readonly group: string;
  /** How often SQS has delivered the message, this time included. */
  readonly receiveCount: number;
  /** When SQS first delivered the message, in milliseconds since 1970. */
  readonly firstReceivedAt: number;
};

export const deliveryOf = (record: SQSRecord): Delivery => ({
  record,
  group: fifoGroup(record) ?? record.messageId,
  receiveCount: Number(record.attributes.ApproximateReceiveCount),
  firstReceivedAt: Number(record.attributes.ApproximateFirstReceiveTimestamp),
});

/** The message group of a record on a FIFO queue. On a standard queue a group asks for fairness, not for order. */
export const fifoGroup = (record: SQSRecord): string | undefined =>
  isFifo(record) ? record.attributes.MessageGroupId : undefined;

export const isFifo = ({ eventSourceARN }: SQSRecord): boolean => eventSourceARN.endsWith('.fifo');

/** The name of the queue that a record came from. */
export const queueName = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.split(':').at(-1) ?? '';
