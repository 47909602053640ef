import type { SQSRecord } from 'aws-lambda';
import { PermanentError, reasonOf } from '../errors.ts';
import { describe, type Log } from '../log.ts';
import { queueName } from './sqs-record.ts';

/**
 * The result of one record. `acknowledged`: SQS deletes the message. `failed`: the message stays and is visible again after
 * `seconds`. On FIFO it `blocks` the later records of its message group, unless its own result is already recorded.
 */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly blocks: boolean;
      readonly seconds: number;
      readonly error?: unknown;
    };

/** Why a message is in a dead-letter queue. It travels as an attribute; `message` holds no received value (P7). */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly sourceQueue: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: string;
  readonly quarantinedAt: string;
};

/** A lease that the handler of a record holds, or may hold if the answer to its claim was lost. */
export type HeldLease = {
  /** Gives the lease back for a retry. `attempted`: the retry counts as an attempt. */
  release(options: { readonly attempted: boolean }): Promise<void>;
  /** Records that the message is in the dead-letter queue. */
  markStuck(failure: Failure): Promise<void>;
};

/** The state of one record that the failure path reads. The record's handler keeps it up to date. */
export type RecordContext = {
  /** False for a record behind another one of its FIFO group in the same batch. */
  readonly first: boolean;
  readonly receiveCount: number;
  lease: HeldLease | undefined;
  /** Whether an error now means that an attempt has failed. */
  attempted: boolean;
};

/** Handles one record. It throws on failure only: a PermanentError if no retry can help, any other error for a retry. */
export type RecordHandler = (record: SQSRecord, context: RecordContext) => Promise<Outcome>;

export type FailurePathDeps = {
  /** Sends a message to the dead-letter queue of its source, with the failure as an attribute. */
  readonly sendToDlq: (record: SQSRecord, failure: Failure) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
};

/** Keeps the attribute under 1 KiB. */
const MAX_MESSAGE_LENGTH = 500;

export const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };

/**
 * Decides what happens after a failure, in two steps. A message that can never succeed goes to its dead-letter queue. After
 * every other failure, and after a failed quarantine, it is retried later.
 */
export function createFailurePath({ sendToDlq, now, log }: FailurePathDeps) {
  return async (record: SQSRecord, error: unknown, context: RecordContext): Promise<Outcome> => {
    if (!(error instanceof PermanentError)) return retryLater(error, context);
    return quarantine(record, error, context).catch((cause: unknown) => retryLater(cause, context));
  };

  /** The message is sent to the dead-letter queue first: after a crash in between it is still on its source too. */
  async function quarantine(record: SQSRecord, error: PermanentError, context: RecordContext): Promise<Outcome> {
    context.attempted = false;
    const failure = failureOf(record, error, context);
    await sendToDlq(record, failure);
    const { code, receiveCount } = failure;
    log('error', 'record.quarantined', { code, messageId: record.messageId, receiveCount });
    await context.lease?.markStuck(failure);
    return ACKNOWLEDGED;
  }

  function failureOf(record: SQSRecord, { code, message }: PermanentError, { receiveCount }: RecordContext): Failure {
    return {
      code,
      message: message.slice(0, MAX_MESSAGE_LENGTH),
      sourceQueue: queueName(record),
      receiveCount,
      firstReceivedAt: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)).toISOString(),
      quarantinedAt: new Date(now()).toISOString(),
    };
  }

  async function retryLater(error: unknown, { lease, attempted, receiveCount }: RecordContext): Promise<Outcome> {
    await lease?.release({ attempted }).catch((cause: unknown) => {
      log('warn', 'lease.not-released', describe(cause)); // it expires
    });
    const seconds = retryDelaySeconds(receiveCount);
    return { kind: 'failed', reason: reasonOf(error), blocks: true, seconds, error };
  }
}

const FIRST_SECONDS = 5;
const MAX_SECONDS = 15 * 60;

/**
 * Seconds until a failed message is retried: exponential backoff with equal jitter. The cap doubles with every receive from 5 s
 * to 15 minutes; the delay is half of the cap and a random part of the other half.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const retryDelaySeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const cap = Math.min(MAX_SECONDS, FIRST_SECONDS * 2 ** (receiveCount - 1));
  return Math.round(cap / 2 + random() * (cap / 2));
};
