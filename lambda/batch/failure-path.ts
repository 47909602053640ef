import type { SQSRecord } from 'aws-lambda';
import { isError, PermanentError, reasonOf } from '../errors.ts';
import { describe, type Fields, type Log, withoutOrderIds } from '../log.ts';
import { guardHandler } from './guards.ts';
import { type Failing, retryDelaySeconds } from './retry-delay.ts';
import { type Delivery, queueName } from './sqs-record.ts';

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
      /** When the message could first have succeeded, if its handler knows it. Milliseconds since 1970. */
      readonly dueAt?: number;
    };

export type Failed = Extract<Outcome, { kind: 'failed' }>;

/** Why a message is in a dead-letter queue. It travels as an attribute; `message` holds no received value (P7). */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly sourceQueue: string;
  /** The id of the message on its source queue. The dead letter has another one. */
  readonly messageId: string;
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
  /** When the message could first have succeeded, in milliseconds since 1970: at its first receive, or later. */
  dueAt: number;
  lease: HeldLease | undefined;
  /** How many attempts have failed, if an error now means that this attempt failed too. */
  failedAttempts: number | undefined;
};

/** Handles one record. It throws on failure only: a PermanentError if no retry can help, any other error for a retry. */
export type RecordHandler = (record: SQSRecord, context: RecordContext) => Promise<Outcome>;

/** Facts in a message that log lines and the retry delay need. The rest of the message is not checked. */
export type Inspected = {
  /** Log fields that name the order of the message. */
  readonly names: Fields;
  /** When the message is due, if it names a time. Milliseconds since 1970. */
  readonly dueAt?: number;
};

export type FailurePathDeps = {
  /** Sends a message to the dead-letter queue of its source, with the failure as an attribute. */
  readonly sendToDlq: (record: SQSRecord, failure: Failure) => Promise<void>;
  readonly inspect: (record: SQSRecord) => Inspected;
  /**
   * A message that was received more often goes to its dead-letter queue, with the code `exhausted`. On FIFO this counts for the
   * first message of a group only: the others are received with each of its retries.
   * @default 500 - retries of more than two days, so an outage of a night exhausts no message
   */
  readonly maxReceives?: number | undefined;
  readonly now: () => number;
  readonly log: Log;
};

/** The delay of a retry grows to 15 minutes. */
const MAX_RECEIVES = 500;

export const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };

/** Adds the failure path to a handler. This is the one catch of a failing record. */
export const withFailurePath = (handleRecord: RecordHandler, deps: FailurePathDeps) => {
  const handleFailure = createFailurePath(deps);
  const guarded = guardHandler(handleRecord, deps.maxReceives ?? MAX_RECEIVES);
  return async (delivery: Delivery, first: boolean): Promise<Outcome> => {
    const { record, receiveCount, firstReceivedAt } = delivery;
    const context: RecordContext = {
      ...{ first, receiveCount, dueAt: firstReceivedAt },
      ...{ lease: undefined, failedAttempts: undefined },
    };
    try {
      return await guarded(record, context);
    } catch (error) {
      return handleFailure(delivery, error, context);
    }
  };
};

/**
 * Decides what happens after a failure, in two steps. A message that can never succeed goes to its dead-letter queue. After
 * every other failure, and after a failed quarantine, it is retried later.
 */
function createFailurePath(deps: FailurePathDeps) {
  const { sendToDlq, now, log } = deps;

  return async (delivery: Delivery, error: unknown, context: RecordContext): Promise<Outcome> => {
    if (!isError(error) || !(error instanceof PermanentError)) return retryLater(delivery, error, context);
    return quarantine(delivery, error, context).catch((cause: unknown) => {
      const { code, message } = failureOf(delivery, error, now());
      log('warn', 'record.not-quarantined', { code, message, ...lineOf(delivery, deps, context) });
      return retryLater(delivery, cause, context);
    });
  };

  /** The message is sent to the dead-letter queue first: after a crash in between it is still on its source too. */
  async function quarantine(delivery: Delivery, error: PermanentError, context: RecordContext): Promise<Outcome> {
    context.failedAttempts = undefined;
    const failure = failureOf(delivery, error, now());
    await sendToDlq(delivery.record, failure);
    const { code, message } = failure;
    log('error', 'record.quarantined', { code, message, ...lineOf(delivery, deps, context) });
    await context.lease?.markStuck(failure);
    return ACKNOWLEDGED;
  }

  async function retryLater(delivery: Delivery, error: unknown, context: RecordContext): Promise<Outcome> {
    const { lease, failedAttempts } = context;
    await lease?.release({ attempted: failedAttempts !== undefined }).catch((cause: unknown) => {
      const line = lineOf(delivery, deps, context);
      log('warn', 'lease.not-released', { ...line, ...describe(cause) }); // it expires
    });
    return retry(error, context, now());
  }
}

/** The outcome of a message that is retried after the retry delay. */
export const retry = (error: unknown, failing: Failing, now: number): Failed => ({
  kind: 'failed',
  reason: reasonOf(error),
  blocks: true,
  seconds: retryDelaySeconds(failing, now),
  error,
  dueAt: failing.dueAt,
});

/** The fields of every log line about a message. Its handler may know a later `dueAt` than the message itself shows. */
export const lineOf = (
  delivery: Delivery,
  { inspect, now }: Pick<FailurePathDeps, 'inspect' | 'now'>,
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

/** The longest message of a failure, in the store and in log lines. The attribute of a dead letter can hold even less. */
const MAX_MESSAGE_LENGTH = 500;

const failureOf = (delivery: Delivery, { code, message }: PermanentError, now: number): Failure => ({
  code,
  message: withoutOrderIds(message).slice(0, MAX_MESSAGE_LENGTH),
  sourceQueue: queueName(delivery.record),
  messageId: delivery.record.messageId,
  receiveCount: delivery.receiveCount,
  firstReceivedAt: new Date(delivery.firstReceivedAt).toISOString(),
  quarantinedAt: new Date(now).toISOString(),
});
