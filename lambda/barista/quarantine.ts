import type { SQSRecord } from 'aws-lambda';
import type { OrderStore } from '../aws/order-store.ts';
import { type Failure, queueName, type SourceQueues } from '../aws/source-queues.ts';
import { receiveCount } from '../batch/rounds.ts';
import type { Log } from '../log.ts';
import type { PermanentError } from '../order/errors.ts';
import type { Tell } from '../tell.ts';

export type QuarantineDeps = {
  readonly deadLetter: SourceQueues['deadLetter'];
  readonly store: Pick<OrderStore, 'stick'>;
  readonly tell: Tell;
  readonly now: () => number;
  readonly log: Log;
};

/** An order that this barista holds, or may hold: a claim whose answer was lost may have been written. */
export type Holding = { readonly orderId: string; readonly token: string };

/** The attribute stays under 1 KiB, whatever is wrong with the message. */
const MOST_MESSAGE = 500;

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * The one road to the dead-letter queue: the message goes there with its reason; then the order is recorded as `STUCK`, if
 * this barista holds it, and that is announced. Rejects when any of it may not have come about, the announcement aside: the
 * message then stays where it is.
 */
export const createQuarantine =
  ({ deadLetter, store, tell, now, log }: QuarantineDeps) =>
  async (record: SQSRecord, { code, message }: PermanentError, holding: Holding | undefined): Promise<void> => {
    const at = isoTime(now());
    const failure: Failure = {
      code,
      message: message.slice(0, MOST_MESSAGE),
      sourceQueue: queueName(record),
      receiveCount: receiveCount(record),
      firstReceivedAt: isoTime(Number(record.attributes.ApproximateFirstReceiveTimestamp)),
      quarantinedAt: at,
    };
    await deadLetter(record, failure);
    log('error', 'record.quarantined', { code, messageId: record.messageId, receiveCount: failure.receiveCount });
    if (!holding) return;
    const stuck = await store.stick(holding.orderId, holding.token, { code, message: failure.message, at });
    if (stuck.kind === 'recorded') await tell('STUCK', stuck.record, stuck.record.version);
  };
