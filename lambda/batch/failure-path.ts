import type { SQSRecord } from 'aws-lambda';
import { isError, PermanentError, reasonOf } from '../errors.ts';
import { describe, type Log, withoutOrderIds } from '../log.ts';
import { guardHandler } from './guards.ts';
import { type LineDeps, lineOf } from './log-line.ts';
import {
  ACKNOWLEDGED,
  type Failed,
  type Failure,
  type Outcome,
  type RecordContext,
  type RecordHandler,
} from './record-handler.ts';
import { type Failing, retryDelaySeconds } from './retry-delay.ts';
import { type Delivery, queueName } from './sqs-record.ts';

export type FailurePathDeps = LineDeps & {
  /** Sends a message to the dead-letter queue of its source, with the failure as an attribute. */
  readonly sendToDlq: (record: SQSRecord, failure: Failure) => Promise<void>;
  /**
   * A message that was received more often goes to its dead-letter queue, with the code `exhausted`. On FIFO this counts for the
   * first message of a group only: the others are received with each of its retries.
   * @default 500 - retries of more than two days, so an outage of a night exhausts no message
   */
  readonly maxReceives?: number | undefined;
  readonly log: Log;
};

/** The delay of a retry grows to 15 minutes. */
const MAX_RECEIVES = 500;

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
