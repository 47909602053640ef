import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe } from '../log.ts';
import { type FailurePathDeps, type Outcome, type Work, withFailurePath } from './failure-path.ts';
import { rounds } from './rounds.ts';
import { fifoGroup, receiveCount } from './sqs-record.ts';

/** Messages that have failed, and the seconds until each is visible again. */
export type FailedMessages = readonly { readonly record: SQSRecord; readonly seconds: number }[];

export type BatchDeps = FailurePathDeps & {
  readonly work: Work;
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
export function createBatch({ work, setVisibility, recordMilliseconds, ...deps }: BatchDeps) {
  const { log } = deps;
  const workRecord = withFailurePath(work, deps);

  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const failures: { readonly record: SQSRecord; readonly seconds: number }[] = [];
    const begun = new Set<string>();
    const blocked = new Set<string>();

    const begin = (record: SQSRecord, late: boolean): Outcome | Promise<Outcome> => {
      const group = groupOf(record);
      if (blocked.has(group)) return BLOCKED;
      if (late) return DEFERRED;
      const first = !begun.has(group);
      begun.add(group);
      return workRecord(record, { first });
    };

    const collect = (record: SQSRecord, outcome: Outcome): void => {
      if (outcome.kind === 'acknowledged') return;
      if (outcome.blocks) blocked.add(groupOf(record));
      failures.push({ record, seconds: outcome.seconds });
      logFailure(record, outcome);
    };

    for (const round of rounds(event.Records)) {
      const late = context.getRemainingTimeInMillis() < recordMilliseconds;
      const outcomes = await Promise.all(round.map(async (record) => ({ record, outcome: await begin(record, late) })));
      for (const { record, outcome } of outcomes) collect(record, outcome);
    }
    if (failures.length > 0) await showAgain(failures);
    return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };

  function logFailure(record: SQSRecord, { reason, seconds, error }: Failed): void {
    const [level, event] =
      reason === 'early' ? (['info', 'record.early'] as const) : (['warn', 'record.failed'] as const);
    log(level, event, {
      reason,
      seconds,
      messageId: record.messageId,
      receiveCount: receiveCount(record),
      ...(error === undefined ? {} : describe(error)),
    });
  }

  /** If it fails, the messages are visible at the end of their visibility timeout. */
  async function showAgain(failed: FailedMessages): Promise<void> {
    await setVisibility(failed).catch((error: unknown) => log('warn', 'visibility.not-set', describe(error)));
  }
}

/** Records that must keep their order share a group. On a standard queue each record is a group by itself. */
const groupOf = (record: SQSRecord): string => fifoGroup(record) ?? record.messageId;
