import { randomUUID } from 'node:crypto';
import { type Message, SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { itOf } from './support/behaviour.ts';
import { failureOf, takeDeadLetters } from './support/dead-letters.ts';
import { aPlacedMessage, groupOf } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, place, reaches, stored } from './support/orders.ts';
import { itWith } from './support/parts.ts';

/** The order that most poison messages name. It does not exist. */
const ORDER_ID = randomUUID();

const json = (fields: object, order?: object): string =>
  asciiJson(aPlacedMessage({ orderId: ORDER_ID, ...fields }, order));

/** The code of a quarantine, the pointer of its first fault, and `MORE` if it has others: each body shows one reason. */
type Reason = readonly string[];

const MORE = 'and more';

/** Fifteen kinds of poison messages, each with its reason. Some of them name an existing order, the victim. */
const poisons = (victim: string): readonly (readonly [Reason, string])[] => [
  [['not-json'], 'one order, please'],
  [['not-json'], json({}).slice(0, -1)],
  [['malformed', ''], 'null'],
  [['malformed', ''], '[]'],
  [['malformed', ''], '42'],
  [['malformed', '/v'], '{}'],
  [['malformed', '/orderId'], json({ orderId: 'K-4172' })],
  [['malformed', '/type'], json({ type: 'order.refunded', orderId: victim })],
  [['malformed', '/placedAt'], json({ placedAt: 'yesterday' })],
  [['malformed', '/v'], json({ v: 0 })],
  [['malformed', ''], json({ smuggled: true, orderId: victim })],
  [['malformed', '/order/totalCents'], json({}, { totalCents: -1 })],
  [
    ['malformed', '/order/customer/email'],
    json({}, { customer: { name: 'Ada', email: 'ada@example.org\r\nBcc: all@example.org' } }),
  ],
  [['expired'], json({ placedAt: '2020-01-01T00:00:00.000Z' })],
  [['conflict'], json({ orderId: victim })],
];

/**
 * The reason in a failure. The message of a malformed body has a pointer for each fault: `/placedAt: should be …; /order: …`. A body
 * without a version that exists can have any other faults: they depend on the versions that this release reads.
 */
const reasonOf = ({ code, message }: { readonly code: string; readonly message: string }): Reason => {
  if (code !== 'malformed') return [code];
  const [first = '', ...others] = message.split('; ');
  const pointer = first.split(': ')[0] ?? '';
  return [code, pointer, ...(others.length > 0 && pointer !== '/v' ? [MORE] : [])];
};

/** A body as parsed JSON, so that white space does not matter. Other text stays text. */
const saidBy = ({ Body = '' }: Pick<Message, 'Body'>): unknown => {
  try {
    return JSON.parse(Body);
  } catch {
    return Body;
  }
};

describe('fifteen kinds of poison messages among forty good orders', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const send = (input: SendMessageCommandInput) => shop.target.sqs.send(new SendMessageCommand(input));

  itWith()('leave the queue orders on their first receive, with body and reason, and harm no order', () =>
    leaveAtOnce(),
  );
  itWith('tabs')('leave the queue tabs on their first receive, with body and reason, and harm no order', () =>
    leaveAtOnce('table-1'),
  );

  const leaveAtOnce = async (tab?: string): Promise<void> => {
    // GIVEN an order whose id poison messages use
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
    const sent = poisons(victim);
    for (const [n, [, body]] of sent.entries()) {
      const group = fifo ? { MessageGroupId: groupOf(`table-${n % 3}`), MessageDeduplicationId: randomUUID() } : {};
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

    const dead = (await takeDeadLetters(shop.target, dlqUrl, 15)).map((letter) => {
      const { receiveCount, sourceQueue, ...failure } = failureOf(letter);
      return { body: saidBy(letter), reason: reasonOf(failure), receiveCount, sourceQueue };
    });
    const sourceQueue = queueUrl.split('/').at(-1);
    const given = sent.map(([reason, Body]) => ({ body: saidBy({ Body }), reason, receiveCount: 1, sourceQueue }));
    expect(dead).toHaveLength(15);
    expect(dead).toEqual(expect.arrayContaining(given));
  };

  itOf('body')('keep their bodies byte for byte in the dead-letter queue', async () => {
    const { OrdersQueueUrl, OrdersDlqUrl } = shop.target.outputs;
    const bodies = [
      ['"order"', ['malformed', '']],
      ['{"name":"café"}', ['malformed', '/v']],
      ['[ 1,2 ]', ['malformed', '']],
    ] as const;
    for (const [body, reason] of bodies) {
      await send({ QueueUrl: OrdersQueueUrl, MessageBody: body });
      const [dead] = await takeDeadLetters(shop.target, OrdersDlqUrl, 1);
      expect(dead).toMatchObject({ Body: body });
      expect(dead && reasonOf(failureOf(dead))).toEqual(reason);
    }
  });
});
