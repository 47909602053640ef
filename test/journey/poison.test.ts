import { createHash } from 'node:crypto';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { allDone, depth, place, reaches, stored } from './support/orders.ts';
import { openShop, type Shop } from './support/target.ts';

const ORDER_ID = '15006984-8655-4d72-ab5a-770404cd3d78';

/** The message group of a tab: its poison stands in line with its good orders. */
const groupOf = (tab: string): string => createHash('sha256').update(tab).digest('hex').slice(0, 32);

/** A message that would be a good one, if it were not for the fields that a poison changes. */
const message = (fields: object = {}, order: object = {}) => ({
  v: 1,
  type: 'order.placed',
  orderId: ORDER_ID,
  placedAt: new Date().toISOString(),
  requestHash: '0'.repeat(64),
  order: {
    number: 'K-4172',
    customer: { name: 'Ada', email: 'ada@example.org' },
    lines: [{ item: 'latte', size: 'medium', quantity: 1 }],
    totalCents: 390,
    currency: 'EUR',
    ...order,
  },
  ...fields,
});
const json = (fields: object, order?: object): string => JSON.stringify(message(fields, order));

/** Fifteen kinds of poison, by the code with which they are given up; each for an order of its own, or a victim's. */
const poisons = (victim: string): readonly (readonly [string, string])[] => [
  ['not-json', 'one latte, please'],
  ['not-json', json({}).slice(0, -1)],
  ['malformed', 'null'],
  ['malformed', '[]'],
  ['malformed', '"latte"'],
  ['malformed', '{}'],
  ['malformed', json({ orderId: 'K-4172' })],
  ['malformed', json({ type: 'order.refunded', orderId: victim })],
  ['malformed', json({ placedAt: 'yesterday' })],
  ['malformed', json({ v: 0 })],
  ['malformed', json({ smuggled: true, orderId: victim })],
  ['malformed', json({}, { totalCents: -1 })],
  ['malformed', json({}, { customer: { name: 'Ada', email: 'ada@example.org\r\nBcc: all@example.org' } })],
  ['expired', json({ placedAt: '2020-01-01T00:00:00.000Z' })],
  ['conflict', json({ orderId: victim })],
];

describe('fifteen kinds of poison among forty good orders', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  }, 30_000);
  afterAll(() => shop.stop());

  const send = (input: SendMessageCommandInput) => shop.target.sqs.send(new SendMessageCommand(input));

  const drain = async (QueueUrl: string): Promise<Message[]> => {
    const found: Message[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
      const { Messages = [] } = await shop.target.sqs.send(receive);
      if (Messages.length === 0) return found;
      for (const { ReceiptHandle } of Messages)
        await shop.target.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      found.push(...Messages);
    }
  };

  it.each([
    ['orders', undefined],
    ['tabs', 'table-1'],
  ])(
    'leave the queue %s at once, with body and reason, and hurt nobody',
    async (_queue, tab) => {
      // GIVEN an order that poison claims to be
      const { outputs } = shop.target;
      const fifo = tab !== undefined;
      const [queueUrl, dlqUrl] = fifo
        ? [outputs.TabsQueueUrl, outputs.TabsDlqUrl]
        : [outputs.OrdersQueueUrl, outputs.OrdersDlqUrl];
      const victim = (await place(shop.target, fifo ? { tab } : {})).orderId;
      await reaches(shop.target, victim, 'READY', 20);
      const before = await stored(shop.target, [victim]);

      // WHEN
      const good: string[] = [];
      for (const [n, [, body]] of poisons(victim).entries()) {
        const group = fifo ? { MessageGroupId: groupOf(`table-${n % 3}`), MessageDeduplicationId: `poison-${n}` } : {};
        await send({ QueueUrl: queueUrl, MessageBody: body, ...group });
        for (let k = 0; k < 3 && good.length < 40; k++)
          good.push((await place(shop.target, fifo ? { tab: `table-${k}` } : {})).orderId);
      }
      await allDone(shop.target, 60);

      // THEN
      const records = await stored(shop.target, good);
      expect(records).toHaveLength(40);
      expect(records.filter(({ status, attempts }) => status !== 'READY' || attempts !== 1)).toEqual([]);
      expect(await stored(shop.target, [victim])).toEqual(before);
      expect(await stored(shop.target, [ORDER_ID])).toEqual([]);

      expect(await depth(shop.target, dlqUrl)).toBe(15);
      const dead = (await drain(dlqUrl)).map(({ Body, MessageAttributes }) => {
        const { code, receiveCount, sourceQueue } = JSON.parse(MessageAttributes?.failure?.StringValue ?? '{}');
        return { body: Body, code, receiveCount, sourceQueue };
      });
      const sourceQueue = queueUrl.split('/').at(-1);
      const given = poisons(victim).map(([code, body]) => ({ body, code, receiveCount: 1, sourceQueue }));
      const timeless = (items: readonly { readonly body?: string | undefined }[]): string[] =>
        items.map((item) => JSON.stringify({ ...item, body: item.body?.replace(/"placedAt":"20[^"]*"/, '') })).sort();
      expect(timeless(dead)).toEqual(timeless(given));
    },
    120_000,
  );
});
