import type { SQSRecord } from 'aws-lambda';

/** The name of the queue that a record came from. */
export const queueName = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.split(':').at(-1) ?? '';

export const isFifo = ({ eventSourceARN }: SQSRecord): boolean => eventSourceARN.endsWith('.fifo');

/** The message group of a record on a FIFO queue. On a standard queue a group asks for fairness, not for order. */
export const fifoGroup = (record: SQSRecord): string | undefined =>
  isFifo(record) ? record.attributes.MessageGroupId : undefined;

/** How often SQS has delivered the message, this time included. */
export const receiveCount = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);
