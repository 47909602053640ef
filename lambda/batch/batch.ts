import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, type Log } from '../log.ts';
import { fifoGroup, rounds } from './rounds.ts';

/**
 * What became of a record. `acknowledged`: done with, it leaves the queue. `failed`: it stays, and comes again; on FIFO
 * the later ones of its message group wait for it, unless it `blocks` nothing because its order is already recorded.
 */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'failed'; readonly reason: string; readonly blocks: boolean };

export type Work = (record: SQSRecord) => Promise<Outcome>;

const BLOCKED: Outcome = { kind: 'failed', reason: 'blocked', blocks: true };

/**
 * Works a batch round by round and answers which of its records failed; the batch never fails as a whole. It returns only
 * when all work is settled: Lambda would freeze what is not, and thaw it after its lease.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const createBatch = ({ work, log }: { readonly work: Work; readonly log: Log }) => {
  const settle = async (record: SQSRecord): Promise<Outcome> => {
    try {
      return await work(record);
    } catch (error) {
      log('error', 'record.unexpected', describe(error));
      return { kind: 'failed', reason: 'unexpected', blocks: true };
    }
  };

  return async (event: SQSEvent, _context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    const blocked = new Set<string>();
    for (const round of rounds(event.Records)) {
      const outcomes = await Promise.all(
        round.map((record) => (blocked.has(fifoGroup(record) ?? '') ? BLOCKED : settle(record))),
      );
      for (const [n, record] of round.entries()) {
        const outcome = outcomes[n] ?? BLOCKED;
        if (outcome.kind === 'acknowledged') continue;
        const group = fifoGroup(record);
        if (group !== undefined && outcome.blocks) blocked.add(group);
        batchItemFailures.push({ itemIdentifier: record.messageId });
        const { ApproximateReceiveCount: receiveCount } = record.attributes;
        log('warn', 'record.failed', { reason: outcome.reason, messageId: record.messageId, receiveCount });
      }
    }
    return { batchItemFailures };
  };
};
