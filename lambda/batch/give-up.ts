import type { SQSRecord } from 'aws-lambda';
import { type Failure, queueName, type SourceQueues } from '../aws/source-queues.ts';
import type { PermanentError } from '../errors.ts';
import type { Log } from '../log.ts';
import { receiveCount } from './rounds.ts';

export type GiveUpDeps = {
  readonly deadLetter: SourceQueues['deadLetter'];
  readonly now: () => number;
  readonly log: Log;
};

/** The attribute stays under 1 KiB, whatever is wrong with the message. */
const MOST_MESSAGE = 500;

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * Sends a record that can never succeed to the dead-letter queue, and answers the reason that went with it. Rejects when
 * that may not have come about: the message then stays where it is.
 */
export const createGiveUp =
  ({ deadLetter, now, log }: GiveUpDeps) =>
  async (record: SQSRecord, { code, message }: PermanentError): Promise<Failure> => {
    const failure: Failure = {
      code,
      message: message.slice(0, MOST_MESSAGE),
      sourceQueue: queueName(record),
      receiveCount: receiveCount(record),
      firstReceivedAt: isoTime(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
      quarantinedAt: isoTime(now()),
    };
    await deadLetter(record, failure);
    log('error', 'record.quarantined', { code, messageId: record.messageId, receiveCount: failure.receiveCount });
    return failure;
  };
