import type { SQSRecord } from 'aws-lambda';
import type { Announce } from '../aws/announcer.ts';
import type { OrderStore } from '../aws/order-store.ts';
import type { Outcome, Work } from '../batch/batch.ts';
import { describe, type Log } from '../log.ts';
import { PermanentError, TransientError } from '../order/errors.ts';
import { eventOf, eventTypes, logName } from '../order/lifecycle.ts';
import { decode, type OrderMessage } from '../order/message.ts';
import type { OrderRecord } from '../order/record.ts';
import type { Brew } from './brew.ts';

export type BaristaDeps = {
  readonly store: OrderStore;
  readonly announce: Announce;
  readonly brew: Brew;
  readonly leaseMilliseconds: number;
  readonly now: () => number;
  readonly newToken: () => string;
  readonly log: Log;
};

const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };
const failed = (reason: string): Outcome => ({ kind: 'failed', reason, blocks: true });
/** The order is recorded, only its announcement is not: the message comes again for that, and holds back nobody. */
const UNANNOUNCED: Outcome = { kind: 'failed', reason: 'unannounced', blocks: false };

/**
 * Makes the order of one record: claim it under a lease, brew it, finish it under that lease, and only then tell of it.
 * Every await may be the last thing that happens here; the message is acknowledged after all of them, so it comes again.
 */
export const createBarista = ({ store, announce, brew, leaseMilliseconds, now, newToken, log }: BaristaDeps): Work => {
  const tell = async (status: keyof typeof eventTypes, record: OrderRecord, version: number): Promise<boolean> => {
    const { orderId, number, updatedAt } = record;
    log('info', eventTypes[status], { order: logName(orderId), number, version });
    try {
      await announce(eventOf(status, { orderId, number, version, at: updatedAt }));
      return true;
    } catch (error) {
      log('warn', 'announcement.failed', { type: eventTypes[status], order: logName(orderId), ...describe(error) });
      return false;
    }
  };

  /** Its first announcement may have been lost with its barista: it is made again, with the version at which it became READY. */
  const tellAgain = async (record: OrderRecord): Promise<Outcome> => {
    const version = record.status === 'COLLECTED' ? record.version - 1 : record.version;
    return (await tell('READY', record, version)) ? ACKNOWLEDGED : UNANNOUNCED;
  };

  const refused = async (message: OrderMessage, record: OrderRecord | undefined): Promise<Outcome> => {
    if (record && record.requestHash !== message.requestHash)
      throw new PermanentError('conflict', 'requestHash should be that of the order on record');
    switch (record?.status) {
      case 'READY':
      case 'COLLECTED':
        return tellAgain(record);
      case 'CANCELLED':
        await tell('CANCELLED', record, record.version);
        return ACKNOWLEDGED;
      default:
        return failed('leased'); // by another barista, or it was until a moment ago
    }
  };

  const make = async (record: OrderRecord, token: string): Promise<Outcome> => {
    const announced = tell('BREWING', record, record.version);
    try {
      await brew(record);
    } finally {
      await announced;
    }
    const finish = await store.finish(record.orderId, token);
    if (finish.kind === 'lease-lost')
      throw new TransientError('lease-lost', 'the lease should have lasted until the order was made');
    return (await tell('READY', finish.record, finish.record.version)) ? ACKNOWLEDGED : UNANNOUNCED;
  };

  return async ({ body }: SQSRecord) => {
    try {
      const message = decode(body);
      const token = newToken();
      const claim = await store.claim(message, { token, until: now() + leaseMilliseconds });
      return await (claim.kind === 'claimed' ? make(claim.record, token) : refused(message, claim.record));
    } catch (error) {
      log('warn', 'order.failed', describe(error));
      return failed(error instanceof PermanentError || error instanceof TransientError ? error.code : 'unexpected');
    }
  };
};
