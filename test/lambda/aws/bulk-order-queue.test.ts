import type { SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { createBulkOrderQueue } from '../../../lambda/aws/bulk-order-queue.ts';
import { createOrderQueue } from '../../../lambda/aws/order-queue.ts';
import type { OrderMessage } from '../../../lambda/order/message.ts';
import { samples } from '../../../lambda/product/index.ts';
import { stubAws } from '../../support/aws-stub.ts';
import { aMessage, anOrder } from '../../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const LIMITS = { attempts: 1, milliseconds: 1000 };
const queueUrls = { orders: 'https://sqs/orders', tabs: 'https://sqs/tabs.fifo', pickups: 'https://sqs/pickups' };
const stored = async () => ({ body: 'a pointer', attributes: {} });

type Input = {
  readonly QueueUrl: string;
  readonly Entries: NonNullable<SendMessageBatchCommandInput['Entries']>;
};
type OnBatch = (input: Input, call: number) => object;

const isBatch = (input: unknown): input is Input => typeof input === 'object' && input !== null && 'Entries' in input;

const aQueue = (onBatch: OnBatch = () => ({}), offloadAboveBytes = 200_000) => {
  const batches: Input[] = [];
  const { connect } = stubAws((_call, input) => {
    if (!isBatch(input)) return { MessageId: '1' };
    batches.push(input);
    return onBatch(input, batches.length);
  });
  const deps = {
    ...{ client: connect.sqs(LIMITS), queueUrls, offloadAboveBytes, now: () => NOW },
    claimCheck: { storeBody: stored },
  };
  return { batches, bulk: createBulkOrderQueue(deps) };
};

const orders = (count: number, request = anOrder()) => Array.from({ length: count }, () => aMessage({ request }));
const sizesOf = (batches: readonly Input[]): number[] => batches.map(({ Entries }) => Entries.length);

it('sends ten orders in one call, each as the cashier sends it, except for the group of the import', async () => {
  const { batches, bulk } = aQueue();
  const messages = orders(21);
  expect(await bulk.sendAll(messages, 'import')).toEqual([]);
  expect(sizesOf(batches)).toEqual([10, 10, 1]);
  const bodies = batches.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody));
  expect(bodies).toEqual(messages.map(asciiJson));
  expect(batches[0]).toMatchObject({ QueueUrl: queueUrls.orders });
  const groups = batches.flatMap(({ Entries }) => Entries.map(({ MessageGroupId }) => MessageGroupId));
  expect(new Set(groups)).toEqual(new Set(['import']));
});

it('delays the orders for later on their own queue', async () => {
  const { batches, bulk } = aQueue();
  const pickupAt = new Date(NOW + 20 * 60_000).toISOString();
  await bulk.sendAll(orders(1, anOrder({ pickupAt })), 'import');
  expect(batches).toMatchObject([
    { QueueUrl: queueUrls.pickups, Entries: [{ DelaySeconds: 600, MessageGroupId: 'import' }] },
  ]);
});

it('sends the orders of a tab one after the other, and those of different tabs together', async () => {
  const { batches, bulk } = aQueue();
  const tabOrders = ['a', 'a', 'b', 'a'].map((tab) => aMessage({ request: anOrder({ tab }) }));
  await bulk.sendAll(tabOrders, 'import');
  const sent = batches.map(({ Entries }) => Entries.map(({ MessageBody = '' }) => JSON.parse(MessageBody).orderId));
  const [a1, a2, b1, a3] = tabOrders.map(({ orderId }) => orderId);
  expect(sent).toEqual([[a1, b1], [a2], [a3]]);
  expect(batches[0]?.Entries[0]).toMatchObject({
    MessageGroupId: expect.not.stringMatching(/^import$/),
    MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it('sends no later order of a tab when an earlier one fails', async () => {
  const { batches, bulk } = aQueue(() => ({ Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] }));
  const sending = bulk.sendAll(orders(2, anOrder({ tab: 'a' })), 'import');
  await expect(sending).rejects.toMatchObject({ service: 'sqs', code: 'unavailable' });
  expect(batches).toHaveLength(1);
});

it('answers the orders that SQS refuses for good, and sends the others', async () => {
  const { bulk } = aQueue(() => ({ Failed: [{ Id: '1', SenderFault: true, Code: 'InvalidMessageContents' }] }));
  const messages = orders(3);
  expect(await bulk.sendAll(messages, 'import')).toEqual([
    { orderId: messages[1]?.orderId, code: 'InvalidMessageContents' },
  ]);
});

it.each(['RequestThrottled', 'KMS.AccessDeniedException'])(
  'fails when SQS refuses orders for a reason that is not theirs: %s',
  async (Code) => {
    const { bulk } = aQueue(() => ({ Failed: [{ Id: '1', SenderFault: true, Code }] }));
    await expect(bulk.sendAll(orders(3), 'import')).rejects.toMatchObject({ service: 'sqs' });
  },
);

it('waits for every call before it fails', async () => {
  let ended = 0;
  const { connect } = stubAws();
  const client = Object.assign(connect.sqs(LIMITS), {
    send: async ({ input }: { readonly input: Input }) => {
      if (input.QueueUrl === queueUrls.orders) throw new Error('socket hang up');
      await new Promise((resolve) => setImmediate(resolve));
      ended++;
      return {};
    },
  });
  const claimCheck = { storeBody: stored };
  const bulk = createBulkOrderQueue({ client, queueUrls, claimCheck, offloadAboveBytes: 200_000, now: () => NOW });
  const messages = [...orders(1), ...orders(1, anOrder({ tab: 'a' }))];
  await expect(bulk.sendAll(messages, 'import')).rejects.toMatchObject({ service: 'sqs' });
  expect(ended).toBe(1);
});

it('keeps a batch within the bytes that SQS takes', async () => {
  const { batches, bulk } = aQueue();
  const length = Math.floor(80_000 / JSON.stringify(samples.line).length);
  const long = anOrder({ lines: Array.from({ length }, () => samples.line) });
  await bulk.sendAll(orders(5, long), 'import');
  expect(batches.length).toBeGreaterThan(1);
  for (const { Entries } of batches)
    expect(Entries.reduce((sum, { MessageBody = '' }) => sum + MessageBody.length, 0)).toBeLessThanOrEqual(256 * 1024);
});

it('sends a pointer for a long order', async () => {
  const { batches, bulk } = aQueue(undefined, 10);
  await bulk.sendAll(orders(1), 'import');
  expect(batches).toMatchObject([{ Entries: [{ MessageBody: 'a pointer' }] }]);
});

it('sends the same body and attributes as the queue of the cashier', async () => {
  const inputs: unknown[] = [];
  const { connect } = stubAws((_call, input) => {
    inputs.push(input);
    return {};
  });
  const deps = {
    ...{ client: connect.sqs(LIMITS), queueUrls, offloadAboveBytes: 200_000, now: () => NOW },
    claimCheck: { storeBody: stored },
  };
  const message = aMessage({ request: anOrder({ tab: 'a' }) });
  await createOrderQueue(deps).send(message);
  await createBulkOrderQueue(deps).sendAll([message], 'import');
  const [{ QueueUrl, ...one } = { QueueUrl: '' }, batch] = inputs.map(Object);
  expect(batch).toEqual({ QueueUrl, Entries: [{ Id: '0', ...one }] });
});

it('leaves room for the attributes of each order in a call of 256 KiB', async () => {
  const { batches, bulk } = aQueue(undefined, 300_000);
  const half = 128 * 1024;
  const withName = (message: OrderMessage, name: string): OrderMessage => {
    const customer = { ...message.order.customer, name };
    return { ...message, order: { ...message.order, customer } };
  };
  const nearlyHalf = (message: OrderMessage): OrderMessage => {
    const empty = asciiJson(withName(message, '')).length;
    return withName(message, 'x'.repeat(half - empty - 100));
  };
  const messages = orders(2).map(nearlyHalf);
  expect(messages.map((message) => asciiJson(message).length)).toEqual([half - 100, half - 100]);
  await bulk.sendAll(messages, 'import');
  expect(sizesOf(batches)).toEqual([1, 1]);
});
