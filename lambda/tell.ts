import type { Announce } from './aws/announcer.ts';
import { describe, type Log } from './log.ts';
import { eventOf, eventTypes, logName } from './order/lifecycle.ts';
import type { OrderRecord } from './order/record.ts';

/** Announces what is on record. Answers whether it came about: what then has to happen differs from step to step. */
export type Tell = (status: keyof typeof eventTypes, record: OrderRecord, version: number) => Promise<boolean>;

export const createTell =
  ({ announce, log }: { readonly announce: Announce; readonly log: Log }): Tell =>
  async (status, { orderId, number, updatedAt }, version) => {
    const type = eventTypes[status];
    log('info', type, { order: logName(orderId), number, version });
    try {
      await announce(eventOf(status, { orderId, number, version, at: updatedAt }));
      return true;
    } catch (error) {
      log('warn', 'announcement.failed', { type, order: logName(orderId), ...describe(error) });
      return false;
    }
  };
