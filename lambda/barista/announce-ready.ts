import type { SQSRecord } from 'aws-lambda';
import type { Announce } from '../aws/announcer.ts';
import type { Forward } from '../aws/source-queues.ts';
import { ACKNOWLEDGED, type Outcome, type RecordContext, retryDelaySeconds } from '../batch/failure-path.ts';
import { fifoGroup } from '../batch/sqs-record.ts';
import { describe, type Log } from '../log.ts';
import type { OrderRecord } from '../order/record.ts';

/** Announces that an order is ready, for the first time or again, and answers the outcome of its record. */
export type AnnounceReady = (record: SQSRecord, order: OrderRecord, context: RecordContext) => Promise<Outcome>;

export type AnnounceReadyDeps = {
  readonly announce: Announce;
  /** Sends a message on to the queue `orders`. */
  readonly forward: Forward;
  readonly log: Log;
};

const SOON_SECONDS = 10;
const MAX_SOON_RECEIVES = 30;

export function createAnnounceReady({ announce, forward, log }: AnnounceReadyDeps): AnnounceReady {
  return async (record, order, context) => {
    // The version at which the order became READY, also if the customer has collected it since.
    const version = order.status === 'COLLECTED' ? order.version - 1 : order.version;
    if (await announce('READY', order, version)) return ACKNOWLEDGED;
    if (fifoGroup(record) !== undefined && (await forwardToOrders(record))) return ACKNOWLEDGED;
    return retryAnnouncement(context);
  };

  /** SQS holds a tab back while one of its messages is retried. A message that only lacks its announcement leaves the tab. */
  async function forwardToOrders(record: SQSRecord): Promise<boolean> {
    try {
      await forward(record);
      return true;
    } catch (error) {
      log('warn', 'message.not-forwarded', describe(error));
      return false;
    }
  }
}

/** The first retries come soon. Later ones are rarer, so that an outage of hours does not use up the message's receives. */
const retryAnnouncement = ({ receiveCount }: RecordContext): Outcome => {
  const seconds = receiveCount <= MAX_SOON_RECEIVES ? SOON_SECONDS : retryDelaySeconds(receiveCount);
  return { kind: 'failed', reason: 'unannounced', blocks: false, seconds };
};
