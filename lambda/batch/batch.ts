import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe } from '../log.ts';
import {
  createFailurePath,
  type FailurePathDeps,
  type Outcome,
  type RecordContext,
  type RecordHandler,
} from './failure-path.ts';
import { rounds } from './rounds.ts';
import { type Delivery, deliveryOf } from './sqs-record.ts';

/** Messages that have failed, and the seconds until each is visible again. */
export type FailedMessages = readonly { readonly record: SQSRecord; readonly seconds: number }[];

export type BatchDeps = FailurePathDeps & {
  readonly handleRecord: RecordHandler;
  /** Makes failed messages visible after their seconds, instead of at the end of their visibility timeout. */
  readonly setVisibility: (failed: FailedMessages) => Promise<void>;
  /** The most milliseconds that one record needs. No record begins with less time left. */
  readonly recordMilliseconds: number;
};

type Failed = Extract<Outcome, { kind: 'failed' }>;

/** SQS holds the message group back while the failed message is in flight. */
const BLOCKED: Failed = { kind: 'failed', reason: 'blocked', blocks: true, seconds: 0 };
const DEFERRED: Failed = { kind: 'failed', reason: 'deferred', blocks: true, seconds: 0 };

/**
 * Works a batch round by round and answers which of its records failed. The batch never fails as a whole. It returns when all
 * work has settled: Lambda would freeze unsettled work and resume it after its lease.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function createBatch({ handleRecord, setVisibility, recordMilliseconds, ...deps }: BatchDeps) {
  const { log } = deps;
  const workRecord = withFailurePath(handleRecord, deps);

  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const failures: { readonly record: SQSRecord; readonly seconds: number }[] = [];
    const begun = new Set<string>();
    const blocked = new Set<string>();

    const begin = (delivery: Delivery, late: boolean): Outcome | Promise<Outcome> => {
      if (blocked.has(delivery.group)) return BLOCKED;
      if (late) return DEFERRED;
      const first = !begun.has(delivery.group);
      begun.add(delivery.group);
      return workRecord(delivery, first);
    };

    const collect = (delivery: Delivery, outcome: Outcome): void => {
      if (outcome.kind === 'acknowledged') return;
      if (outcome.blocks) blocked.add(delivery.group);
      failures.push({ record: delivery.record, seconds: outcome.seconds });
    };

    for (const round of rounds(event.Records.map(deliveryOf))) {
      const late = context.getRemainingTimeInMillis() < recordMilliseconds;
      const outcomes = await Promise.all(
        round.map(async (delivery) => {
          const outcome = await begin(delivery, late);
          logOutcome(delivery, outcome);
          return { delivery, outcome };
        }),
      );
      for (const { delivery, outcome } of outcomes) collect(delivery, outcome);
    }
    if (failures.length > 0) await showAgain(failures);
    return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };

  /** Logs each outcome when its record settles: another record can end the process before the round is over. */
  function logOutcome({ record, receiveCount }: Delivery, outcome: Outcome): void {
    if (outcome.kind === 'acknowledged') return;
    const { reason, seconds, error } = outcome;
    const [level, event] =
      reason === 'early' ? (['info', 'record.early'] as const) : (['warn', 'record.failed'] as const);
    const { messageId } = record;
    const why = error === undefined ? {} : describe(error);
    log(level, event, { reason, seconds, messageId, receiveCount, ...why });
  }

  /** If it fails, the messages are visible at the end of their visibility timeout. */
  async function showAgain(failed: FailedMessages): Promise<void> {
    await setVisibility(failed).catch((error: unknown) => log('warn', 'visibility.not-set', describe(error)));
  }
}

/** Adds the failure path to a handler. This is the one catch of a failing record. */
export const withFailurePath = (handleRecord: RecordHandler, deps: FailurePathDeps) => {
  const handleFailure = createFailurePath(deps);
  return async ({ record, receiveCount }: Delivery, first: boolean): Promise<Outcome> => {
    const context: RecordContext = { first, receiveCount, lease: undefined, attempted: false };
    try {
      return await handleRecord(record, context);
    } catch (error) {
      return handleFailure(record, error, context);
    }
  };
};
