import type { SQSRecord } from 'aws-lambda';
import type { Announce } from '../aws/announcer.ts';
import type { Forward } from '../aws/source-queues.ts';
import { ACKNOWLEDGED, type Outcome, type RecordContext } from '../batch/record-handler.ts';
import { retryDelaySeconds } from '../batch/retry-delay.ts';
import { fifoGroup, queueName } from '../batch/sqs-record.ts';
import { describe, type Log } from '../log.ts';
import { logName } from '../order/identity.ts';
import { dueAtOf } from '../order/pickup.ts';
import type { OrderRecord } from '../order/record.ts';

/**
 * Announces that an order is ready, for the first time or again, and answers the outcome of its record.
 *
 * @param claimedAt when this barista claimed the order, if it has just made it
 */
export type AnnounceReady = (
  record: SQSRecord,
  order: OrderRecord,
  context: RecordContext,
  claimedAt?: number,
) => Promise<Outcome>;

export type AnnounceReadyDeps = {
  readonly announce: Announce;
  /** Sends a message on to the queue `orders`. */
  readonly forward: Forward;
  readonly now: () => number;
  readonly log: Log;
};

export function createAnnounceReady({ announce, forward, now, log }: AnnounceReadyDeps): AnnounceReady {
  return async (record, order, context, claimedAt) => {
    // The version at which the order became READY, also if the customer has collected it since.
    const version = order.status === 'COLLECTED' ? order.version - 1 : order.version;
    // Without its times, the line does not count the order again.
    const facts = claimedAt === undefined ? {} : timesOf(order, claimedAt);
    const announced = await announce('READY', order, version, facts);
    if (announced.kind === 'announced') return ACKNOWLEDGED;
    if (fifoGroup(record) !== undefined && (await forwardToOrders(record, order))) return ACKNOWLEDGED;
    const seconds = retryDelaySeconds(context, now());
    const { dueAt } = context;
    return { kind: 'failed', reason: 'unannounced', blocks: false, seconds, error: announced.error, dueAt };
  };

  /** SQS holds a tab back while one of its messages is retried. A message that only lacks its announcement leaves the tab. */
  async function forwardToOrders(record: SQSRecord, { orderId, number }: OrderRecord): Promise<boolean> {
    try {
      await forward(record);
      return true;
    } catch (error) {
      const line = { order: logName(orderId), number, messageId: record.messageId, queue: queueName(record) };
      log('warn', 'message.not-forwarded', { ...line, ...describe(error) });
      return false;
    }
  }
}

const timesOf = (order: OrderRecord, claimedAt: number) => ({
  milliseconds: millisecondsToReady(order),
  workMilliseconds: Math.max(0, Date.parse(order.updatedAt) - claimedAt),
});

/** The time that the customer waited: from the acceptance, or from when an order with a pick-up time was due. */
const millisecondsToReady = ({ placedAt, pickupAt, updatedAt }: OrderRecord): number => {
  const acceptedAt = Date.parse(placedAt);
  const dueAt = pickupAt === undefined ? acceptedAt : Math.max(acceptedAt, dueAtOf(pickupAt));
  return Math.max(0, Date.parse(updatedAt) - dueAt);
};
