import type { Mail } from '../../lambda/aws/mailer.ts';
import type { RecordContext } from '../../lambda/batch/record-handler.ts';
import { eventOf } from '../../lambda/order/event.ts';
import { logName } from '../../lambda/order/identity.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { writeMail } from '../../lambda/product/index.ts';
import { createReceipts } from '../../lambda/receipts/receipts.ts';
import { recordingLog } from '../support/log.ts';
import { aRecord } from '../support/orders.ts';
import { sqsRecord } from '../support/sqs.ts';

const ready = aRecord({ status: 'READY', version: 3 });
const context = { first: true, receiveCount: 1, dueAt: 0, lease: undefined, failedAttempts: undefined };

/** Handles an event of an order over a store without a table, and keeps the calls in order. */
const receive = async (
  found: OrderRecord | undefined,
  status: 'PREPARING' | 'READY' | 'CANCELLED' = 'READY',
  varied: Partial<RecordContext> = {},
) => {
  const calls: unknown[][] = [];
  const { log, lines } = recordingLog();
  const receipts = createReceipts({
    store: {
      read: async (orderId) => {
        calls.push(['read', orderId]);
        return found;
      },
      recordMailed: async (...args) => void calls.push(['recordMailed', ...args]),
    },
    sendMail: async (mail: Mail) => void calls.push(['sendMail', mail]),
    log,
  });
  const event = eventOf(status, { ...ready, at: ready.updatedAt });
  const outcome = await receipts(sqsRecord(JSON.stringify(event), { messageId: 'message-1' }), {
    ...context,
    ...varied,
  });
  return { outcome, calls, lines };
};

const { orderId, number, version } = ready;
const line = (event: string, type = 'order.ready', delivery: object = { messageId: 'message-1', receiveCount: 1 }) => ({
  ...{ level: 'info', event },
  fields: { type, order: logName(orderId), number, version, ...delivery },
});

it('mails the customer the news, and then records the version', async () => {
  const { outcome, calls, lines } = await receive({ ...ready, mailed: version - 1 });
  expect(outcome).toEqual({ kind: 'acknowledged' });
  expect(calls).toEqual([
    ['read', orderId],
    ['sendMail', { to: ready.customer.email, ...writeMail('ready', ready) }],
    ['recordMailed', orderId, version],
  ]);
  expect(lines).toEqual([line('receipt.mailed', 'order.ready', {})]);
});

it('names the message of a mail that needed several receives', async () => {
  const { lines } = await receive({ ...ready, mailed: version - 1 }, 'READY', { receiveCount: 3 });
  expect(lines).toEqual([line('receipt.mailed', 'order.ready', { messageId: 'message-1', receiveCount: 3 })]);
});

it.each([
  ['has no record', undefined],
  ['was mailed about this version', { ...ready, mailed: version }],
  ['was mailed about a later version', { ...ready, mailed: version + 1 }],
  ['has another status by now', { ...ready, status: 'STUCK' as const }],
])('drops the event of an order that %s', async (_why, found) => {
  const { outcome, calls, lines } = await receive(found);
  expect(outcome).toEqual({ kind: 'acknowledged' });
  expect(calls).toEqual([['read', orderId]]);
  expect(lines).toEqual([line('receipt.dropped')]);
});

it('drops an event that customers are not mailed about', async () => {
  const { calls, lines } = await receive({ ...ready, status: 'PREPARING' }, 'PREPARING');
  expect(calls).toEqual([['read', orderId]]);
  expect(lines).toEqual([line('receipt.dropped', 'order.preparing')]);
});
