import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Release } from '../aws/source-queues.ts';
import { describe, type Log } from '../log.ts';
import { backoffSeconds } from './backoff.ts';
import { fifoGroup, receiveCount, rounds } from './rounds.ts';

/**
 * What became of a record. `acknowledged`: done with, it leaves the queue. `failed`: it stays, and comes again after
 * `seconds`; on FIFO the later ones of its message group wait for it, unless it `blocks` nothing because its order is
 * already recorded.
 */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'failed'; readonly reason: string; readonly blocks: boolean; readonly seconds: number };

/** Works one record. `first` is false for one that came behind another of its FIFO group in the same batch. */
export type Work = (record: SQSRecord, place: { readonly first: boolean }) => Promise<Outcome>;

export type BatchDeps = {
  readonly work: Work;
  readonly release: Release;
  /** What one record may need; none is begun with less time left. */
  readonly recordMilliseconds: number;
  readonly log: Log;
};

type Failed = Extract<Outcome, { kind: 'failed' }>;

const notBegun = (reason: string): Failed => ({ kind: 'failed', reason, blocks: true, seconds: 0 });
/** SQS holds the group back for as long as the failed one is in flight. */
const BLOCKED = notBegun('blocked');
const DEFERRED = notBegun('deferred');

/**
 * Works a batch round by round and answers which of its records failed; the batch never fails as a whole. It returns only
 * when all work is settled: Lambda would freeze what is not, and thaw it after its lease.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const createBatch = ({ work, release, recordMilliseconds, log }: BatchDeps) => {
  const settle = async (record: SQSRecord, first: boolean): Promise<Outcome> => {
    try {
      return await work(record, { first });
    } catch (error) {
      log('error', 'record.unexpected', describe(error));
      return { kind: 'failed', reason: 'unexpected', blocks: true, seconds: backoffSeconds(receiveCount(record)) };
    }
  };

  /** Without it they come again at the end of their visibility timeout: later, and no less surely. */
  const giveBack = async (failures: readonly { record: SQSRecord; seconds: number }[]): Promise<void> => {
    try {
      await release(failures);
    } catch (error) {
      log('warn', 'release.failed', describe(error));
    }
  };

  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const failures: { readonly record: SQSRecord; readonly seconds: number }[] = [];
    const begun = new Set<string>();
    const blocked = new Set<string>();

    const begin = (record: SQSRecord, late: boolean): Outcome | Promise<Outcome> => {
      const group = fifoGroup(record) ?? record.messageId;
      if (blocked.has(group)) return BLOCKED;
      if (late) return DEFERRED;
      const first = !begun.has(group);
      begun.add(group);
      return settle(record, first);
    };

    const note = (record: SQSRecord, outcome: Outcome): void => {
      if (outcome.kind === 'acknowledged') return;
      if (outcome.blocks) blocked.add(fifoGroup(record) ?? record.messageId);
      failures.push({ record, seconds: outcome.seconds });
      const { reason, seconds } = outcome;
      const [level, event] =
        reason === 'early' ? (['info', 'record.early'] as const) : (['warn', 'record.failed'] as const);
      log(level, event, {
        reason,
        seconds,
        messageId: record.messageId,
        receiveCount: receiveCount(record),
      });
    };

    for (const round of rounds(event.Records)) {
      const late = context.getRemainingTimeInMillis() < recordMilliseconds;
      const outcomes = await Promise.all(round.map(async (record) => ({ record, outcome: await begin(record, late) })));
      for (const { record, outcome } of outcomes) note(record, outcome);
    }
    if (failures.length > 0) await giveBack(failures);
    return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };
};
