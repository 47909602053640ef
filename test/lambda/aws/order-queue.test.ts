import { SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { createOrderQueue } from '../../../lambda/aws/order-queue.ts';
import type { OrderMessage } from '../../../lambda/order/message.ts';
import { samples } from '../../../lambda/product/index.ts';
import { aMessage, anOrder, anotherOrder } from '../../support/orders.ts';

const ORDERS = 'https://sqs/orders';
const TABS = 'https://sqs/tabs.fifo';
const PICKUPS = 'https://sqs/pickups';
const queueUrls = { orders: ORDERS, tabs: TABS, pickups: PICKUPS };
const offloading = {
  offloadAboveBytes: 2000,
  claimCheck: {
    storeBody: async () => ({ body: 'a pointer', attributes: { size: { DataType: 'Number', StringValue: '1' } } }),
  },
};
const NOW = Date.parse('2026-11-21T09:00:00.000Z');

/** The queue over a fake client, which keeps its inputs. */
const aQueue = () => {
  const asked: object[] = [];
  const client = new SQSClient({ region: 'eu-central-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { output: { $metadata: {}, MessageId: 'message-1' }, response: undefined };
      },
    { step: 'initialize' },
  );
  return { asked, queue: createOrderQueue({ client, queueUrls, ...offloading, now: () => NOW }) };
};

/** The input that SQS gets for a message. */
const sent = async (message: OrderMessage): Promise<Record<string, unknown>> => {
  const { asked, queue } = aQueue();
  await queue.send(message);
  return Object.fromEntries(asked.flatMap(Object.entries));
};

const customer = (email: string) => ({ name: 'Ada Lovelace', email });

it('sends an order without a tab to the fair queue, with 16 bits of its customer as the group', async () => {
  const message = aMessage();
  expect(await sent(message)).toEqual({
    QueueUrl: ORDERS,
    MessageGroupId: expect.stringMatching(/^[0-9a-f]{4}$/),
    MessageBody: asciiJson(message),
    MessageAttributes: { contentType: { DataType: 'String', StringValue: 'application/json' } },
  });
});

it('puts the orders of one customer into one message group, in any case of the address', async () => {
  const groupOf = async (email: string) =>
    (await sent(aMessage({ request: anOrder({ customer: customer(email) }) }))).MessageGroupId;
  expect(await groupOf('ADA@example.org')).toBe(await groupOf('ada@example.org'));
  expect(await groupOf('eve@example.org')).not.toBe(await groupOf('ada@example.org'));
});

it('sends an order on a tab to the FIFO queue, with the tab as its message group', async () => {
  const onTab = (tab: string) => sent(aMessage({ request: anOrder({ tab }) }));
  const { MessageGroupId, ...place } = await onTab('table-7');
  expect(place).toMatchObject({ QueueUrl: TABS });
  expect(MessageGroupId).toMatch(/^[0-9a-f]{32}$/);
  expect(await onTab('table-7')).toMatchObject({ MessageGroupId });
  expect(await onTab('table-8')).not.toMatchObject({ MessageGroupId });
});

it('deduplicates the same order, but not another body under the same order id', async () => {
  const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
  const twin = aMessage({ orderId: message.orderId, request: anotherOrder({ tab: 'table-7' }) });
  const { MessageDeduplicationId } = await sent(message);
  expect(MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  expect(await sent(message)).toMatchObject({ MessageDeduplicationId });
  expect(await sent(twin)).not.toMatchObject({ MessageDeduplicationId });
});

it.each(['table-7', undefined])('puts no personal data where SQS does not encrypt it (tab: %s)', async (tab) => {
  const message = aMessage({ request: anOrder(tab === undefined ? {} : { tab }) });
  const open = JSON.stringify({ ...(await sent(message)), MessageBody: '' });
  for (const secret of [message.orderId, 'ada@', 'Lovelace', 'table-7']) expect(open).not.toContain(secret);
});

it('escapes every character outside printable ASCII, so that every engine accepts the body', async () => {
  const request = anOrder({ customer: { name: '𠮷野 Zoë 👩‍🍳', email: 'ada@example.org' } });
  const { MessageBody: body } = await sent(aMessage({ request }));
  expect(body).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(String(body)).order.customer).toEqual(request.customer);
});

it('passes the X-Ray trace header on to SQS', async () => {
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793';
  try {
    const AWSTraceHeader = { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' };
    expect(await sent(aMessage())).toMatchObject({ MessageSystemAttributes: { AWSTraceHeader } });
  } finally {
    delete process.env._X_AMZN_TRACE_ID;
  }
});

it.each([
  ['2026-11-21T09:10:00.000Z', 0],
  ['2026-11-21T09:10:01.000Z', 1],
  ['2026-11-21T09:25:00.000Z', 900],
  ['2026-11-21T20:00:00.000Z', 900],
])('sends an order with the pick-up time %s to `pickups`, delayed by %i s', async (pickupAt, DelaySeconds) => {
  const message = aMessage();
  const later = { ...message, order: { ...message.order, pickupAt } };
  expect(await sent(later)).toMatchObject({
    QueueUrl: PICKUPS,
    DelaySeconds,
    MessageGroupId: expect.stringMatching(/^[0-9a-f]{4}$/),
  });
});

it('sends a pointer instead of a long body, and answers where the lines are and the id of the message', async () => {
  const long = aMessage({ request: anOrder({ lines: Array(40).fill(samples.fullLine) }) });
  const { asked, queue } = aQueue();
  expect(await queue.send(long)).toEqual({ lines: 'in-s3', messageId: 'message-1' });
  expect(asked).toMatchObject([{ MessageBody: 'a pointer', MessageAttributes: { size: {}, contentType: {} } }]);
  expect(await queue.send(aMessage())).toEqual({ lines: 'in-message', messageId: 'message-1' });
});

it.each([
  ['in its message up to the limit', 0, 'in-message'],
  ['in S3 above it', -1, 'in-s3'],
])('keeps the body of an order %s', async (_where, more, lines) => {
  const message = aMessage();
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => ({});
  const offloadAboveBytes = asciiJson(message).length + more;
  const queue = createOrderQueue({ client, queueUrls, ...offloading, offloadAboveBytes, now: () => NOW });
  expect(await queue.send(message)).toEqual({ lines });
});

it('names the call if SQS does not answer', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(new Error('socket hang up'));
  const queue = createOrderQueue({ client, queueUrls, ...offloading, now: () => NOW });
  await expect(queue.send(aMessage())).rejects.toMatchObject({ service: 'sqs', operation: 'SendMessage' });
});

it('sends no trace header without a trace, and no delay to `orders`', async () => {
  expect(Object.keys(await sent(aMessage())).sort()).toEqual([
    ...['MessageAttributes', 'MessageBody', 'MessageGroupId', 'QueueUrl'],
  ]);
});

it('counts the bytes of a body as it is sent, with its escapes', async () => {
  const message = aMessage();
  const inOtherScript = {
    ...message,
    order: { ...message.order, customer: { name: '你'.repeat(80), email: 'a@b.example' } },
  };
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => ({});
  const offloadAboveBytes = asciiJson(inOtherScript).length - 1;
  expect(Buffer.byteLength(JSON.stringify(inOtherScript))).toBeLessThan(offloadAboveBytes);
  const queue = createOrderQueue({ client, queueUrls, ...offloading, offloadAboveBytes, now: () => NOW });
  expect(await queue.send(inOtherScript)).toEqual({ lines: 'in-s3' });
});
