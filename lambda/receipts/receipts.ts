import type { SendMail } from '../aws/mailer.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { ACKNOWLEDGED, type RecordHandler } from '../batch/record-handler.ts';
import type { Log } from '../log.ts';
import { decodeEvent, mailedEvents, type OrderEvent } from '../order/event.ts';
import { logName } from '../order/identity.ts';
import { writeMail } from '../product/index.ts';

export type ReceiptsDeps = {
  readonly store: Pick<OrderStore, 'read' | 'recordMailed'>;
  readonly sendMail: SendMail;
  readonly log: Log;
};

/**
 * Mails customers about their orders. The mailed version is recorded after the mail: a crash in between can duplicate the mail,
 * never lose it. The queue is unordered and SNS may deliver twice, so outdated events are dropped.
 */
export function createReceipts({ store, sendMail, log }: ReceiptsDeps): RecordHandler {
  return async ({ body, messageId }, { receiveCount }) => {
    const event = decodeEvent(body);
    const result = await mailCustomer(event);
    const { type, orderId, number, version } = event;
    // Its order joins the line of a first delivery to the others.
    const delivery = result === 'dropped' || receiveCount > 1 ? { messageId, receiveCount } : {};
    log('info', `receipt.${result}`, { type, order: logName(orderId), number, version, ...delivery });
    return ACKNOWLEDGED;
  };

  async function mailCustomer(event: OrderEvent): Promise<'mailed' | 'dropped'> {
    const order = await store.read(event.orderId);
    if (!order || event.version <= (order.mailed ?? 0)) return 'dropped';
    const mailed = mailedEvents[event.type];
    if (!mailed?.confirmedBy.includes(order.status)) return 'dropped';
    await sendMail({ to: order.customer.email, ...writeMail(mailed.news, order) });
    await store.recordMailed(event.orderId, event.version);
    return 'mailed';
  }
}
