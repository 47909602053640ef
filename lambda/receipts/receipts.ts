import type { SQSRecord } from 'aws-lambda';
import type { SendMail } from '../aws/mailer.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { backoffSeconds } from '../batch/backoff.ts';
import type { Outcome, Work } from '../batch/batch.ts';
import { createGiveUp, type GiveUpDeps } from '../batch/give-up.ts';
import { receiveCount } from '../batch/rounds.ts';
import { PermanentError, reasonOf } from '../errors.ts';
import { describe } from '../log.ts';
import { decodeEvent } from '../order/event.ts';
import { logName, type OrderEvent } from '../order/lifecycle.ts';
import { receiptOf } from '../product/mail.ts';

export type ReceiptsDeps = GiveUpDeps & {
  readonly store: Pick<OrderStore, 'read' | 'noteMailed'>;
  readonly mail: SendMail;
};

const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };

/**
 * Mails the customer of what has become of an order, and notes that only then: a crash between the two may mail twice, never
 * not at all. The queue keeps no order, and SNS may deliver twice: what has been overtaken is dropped.
 */
export const createReceipts = ({ store, mail, ...deps }: ReceiptsDeps): Work => {
  const { log } = deps;
  const giveUp = createGiveUp(deps);

  const send = async (event: OrderEvent): Promise<'mailed' | 'dropped'> => {
    const record = await store.read(event.orderId);
    if (!record || event.version <= (record.mailed ?? 0)) return 'dropped';
    const receipt = receiptOf(record, event);
    if (!receipt) return 'dropped';
    await mail({ to: record.customer.email, ...receipt });
    await store.noteMailed(event.orderId, event.version);
    return 'mailed';
  };

  const failed = (record: SQSRecord, error: unknown): Outcome => {
    const reason = reasonOf(error);
    log('warn', 'receipt.failed', { reason, ...describe(error) });
    return { kind: 'failed', reason, blocks: true, seconds: backoffSeconds(receiveCount(record)) };
  };

  const givenUp = async (record: SQSRecord, error: PermanentError): Promise<Outcome> => {
    try {
      await giveUp(record, error);
      return ACKNOWLEDGED;
    } catch (cause) {
      return failed(record, cause);
    }
  };

  return async (record) => {
    try {
      const event = decodeEvent(record.body);
      const { type, orderId, number, version } = event;
      log('info', `receipt.${await send(event)}`, { type, order: logName(orderId), number, version });
      return ACKNOWLEDGED;
    } catch (error) {
      return error instanceof PermanentError ? givenUp(record, error) : failed(record, error);
    }
  };
};
