import type { SQSRecord } from 'aws-lambda';
import type { Forward } from '../aws/source-queues.ts';
import { backoffSeconds } from '../batch/backoff.ts';
import type { Outcome } from '../batch/batch.ts';
import { fifoGroup, receiveCount } from '../batch/rounds.ts';
import { describe, type Log } from '../log.ts';
import type { OrderRecord } from '../order/record.ts';
import type { Tell } from '../tell.ts';

/** Tells that an order is ready, for the first time or again, and answers what becomes of its record. */
export type TellReady = (record: SQSRecord, order: OrderRecord) => Promise<Outcome>;

export type ReadyDeps = {
  readonly tell: Tell;
  /** Sends a record on to the queue `orders`. */
  readonly handOver: Forward;
  readonly log: Log;
};

const SOON_SECONDS = 10;
const MOST_SOON = 30;

/**
 * The order is recorded, only its announcement is not: the message comes again for that, soon at first, and not so often that
 * an outage of hours would use up its receives.
 */
const unannounced = (record: SQSRecord): Outcome => {
  const seconds = receiveCount(record) <= MOST_SOON ? SOON_SECONDS : backoffSeconds(receiveCount(record));
  return { kind: 'failed', reason: 'unannounced', blocks: false, seconds };
};

export const createTellReady = ({ tell, handOver, log }: ReadyDeps): TellReady => {
  /** SQS holds a tab back for a message that has to come again: one that comes for its announcement alone does so elsewhere. */
  const handedOver = async (record: SQSRecord): Promise<boolean> => {
    try {
      await handOver(record);
      return true;
    } catch (error) {
      log('warn', 'order.not-handed-over', describe(error));
      return false;
    }
  };

  return async (record, order) => {
    // With the version at which it became READY, whatever has become of it since.
    const version = order.status === 'COLLECTED' ? order.version - 1 : order.version;
    if (await tell('READY', order, version)) return { kind: 'acknowledged' };
    if (fifoGroup(record) !== undefined && (await handedOver(record))) return { kind: 'acknowledged' };
    return unannounced(record);
  };
};
