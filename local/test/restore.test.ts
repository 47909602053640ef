import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { type Restored, restoreRecords } from '../../test/drills/restore-records.ts';
import { lastSteps } from '../../test/drills/steps.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { putRecord } from '../../test/journey/support/lease.ts';
import { allMailed } from '../../test/journey/support/mails.ts';
import { aPlacedMessage } from '../../test/journey/support/messages.ts';
import { arnOf, depth, place, reaches } from '../../test/journey/support/orders.ts';
import { subscribeQueue } from '../../test/journey/support/topic-queue.ts';
import { until } from '../../test/journey/support/until.ts';

const RESTORED = 'restored';
const MOST_ATTEMPTS = 12;
const LANES = new Map([
  ['PLACED', 'waiting'],
  ['PREPARING', 'waiting'],
  ['READY', 'ready'],
  ['STUCK', 'stuck'],
]);
const eventSchema = v.object({ orderId: v.string(), type: v.string() });

/** The pick-up time of an order that a barista begins after this many seconds: 10 minutes before that time. */
const dueIn = (seconds: number) => ({ pickupAt: new Date(Date.now() + (600 + seconds) * 1000).toISOString() });

describe('a table that is restored to an earlier time', () => {
  let shop: Shop;
  let archive: Awaited<ReturnType<typeof anArchive>>;
  let drill: Awaited<ReturnType<typeof playDrill>>;

  beforeAll(async () => {
    shop = await launchShop();
    archive = await anArchive();
    drill = await playDrill();
  });
  afterAll(() => shop.stop());

  /** Keeps every event of the shop, as another system can. */
  const anArchive = async () => {
    const { sqs, outputs } = shop.target;
    const { url: QueueUrl } = await subscribeQueue(shop.target, 'archive', outputs.OrderEventsTopicArn);
    const events: string[] = [];
    const read = async (): Promise<readonly string[]> => {
      const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await sqs.send(receiving);
      for (const { Body = '', ReceiptHandle } of Messages) {
        events.push(Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return Messages.length > 0 ? read() : events;
    };
    return { read };
  };

  const itemsIn = async (TableName: string) => {
    const { Items = [] } = await shop.target.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items;
  };

  const tableName = (): string => shop.target.outputs.OrderTableName;

  /** What DynamoDB does when it restores a table: a new table with the records of that time, here with keys of an earlier release. */
  const copyTable = async (): Promise<void> => {
    const { dynamodb } = shop.target;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName() }));
    const KeySchema = Table?.KeySchema;
    const AttributeDefinitions = [{ AttributeName: 'orderId', AttributeType: 'S' as const }];
    const schema = { KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const };
    await dynamodb.send(new CreateTableCommand({ TableName: RESTORED, ...schema }));
    for (const Item of await itemsIn(tableName()))
      await dynamodb.send(new PutItemCommand({ TableName: RESTORED, Item: { ...Item, boardKey: { S: 'board#1' } } }));
  };

  const loseTable = async (): Promise<void> => {
    for (const { orderId } of await itemsIn(tableName()))
      if (orderId) await shop.target.dynamodb.send(new DeleteItemCommand({ TableName: tableName(), Key: { orderId } }));
  };

  const restore = async (): Promise<Restored> => {
    const steps = lastSteps(await archive.read());
    return restoreRecords({ dynamodb: shop.target.dynamodb, from: RESTORED, to: tableName(), steps });
  };

  const aReadyOrder = async () => {
    const { orderId } = await place(shop.target);
    return reaches(shop.target, orderId, 'READY', 10);
  };

  /** An order that is quarantined: its message is in the dead-letter queue. */
  const aStuckOrder = async () => {
    const message = aPlacedMessage();
    await putRecord(shop.target, message, { status: 'PLACED', attempts: MOST_ATTEMPTS });
    const MessageBody = asciiJson(message);
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.OrdersQueueUrl, MessageBody }));
    return reaches(shop.target, message.orderId, 'STUCK', 20);
  };

  const playDrill = async () => {
    const { target } = shop;
    // GIVEN orders of every kind before the restored time
    const unchanged = await aReadyOrder();
    const collected = await aReadyOrder();
    const cancelled = await place(target, dueIn(30));
    const later = await place(target, dueIn(30));
    const soon = await place(target, dueIn(8));
    await copyTable();
    // AND what happened after it
    await fetch(`${target.url}/orders/${collected.orderId}/collect`, { method: 'POST' });
    await fetch(`${target.url}/orders/${cancelled.orderId}`, { method: 'DELETE' });
    const made = await aReadyOrder();
    const stuck = await aStuckOrder();
    await reaches(target, soon.orderId, 'READY', 20);
    const fresh = await place(target, dueIn(20));
    // WHEN the table is lost and restored
    await loseTable();
    const lost = await itemsIn(tableName());
    const restored = await restore();
    const records = await itemsIn(tableName());
    return { ...{ unchanged, collected, soon, cancelled, later, made, fresh, stuck }, lost, restored, records };
  };

  it('has the records of that time, and the later steps of orders that were done, but no record of orders placed later', () => {
    const { restored, lost, unchanged, collected, soon, cancelled, later, made, stuck } = drill;
    expect(lost).toEqual([]);
    expect({ ...restored, putBack: restored.putBack.toSorted(), advanced: restored.advanced.toSorted() }).toEqual({
      putBack: [unchanged.number, later.number].toSorted(),
      advanced: [collected.number, soon.number, cancelled.number].toSorted(),
      kept: [],
      waiting: [stuck.number],
      lost: [expect.objectContaining({ number: made.number, status: 'READY', version: 3 })],
    });
  });

  it('answers customers about the orders that were put back', async () => {
    const { unchanged, collected, soon, cancelled, made } = drill;
    const statusOf = async (orderId: string): Promise<unknown> => {
      const answer = await fetch(`${shop.target.url}/orders/${orderId}`);
      return answer.ok ? Object(await answer.json()).status : answer.status;
    };
    const orders = [unchanged, collected, soon, cancelled, made];
    expect(await Promise.all(orders.map(({ orderId }) => statusOf(orderId)))).toEqual([
      ...['READY', 'COLLECTED', 'READY', 'CANCELLED'],
      404,
    ]);
  });

  it('has each record in the lane of its status on the board, although the restored table has keys of an earlier release', () => {
    const lanes = drill.records.map(({ status, boardKey }) => [status?.S, boardKey?.S?.split('#')[0]]);
    expect(lanes).toContainEqual(['READY', 'ready']);
    expect(lanes).toContainEqual(['COLLECTED', undefined]);
    expect(lanes).toEqual(lanes.map(([status]) => [status, LANES.get(status ?? '')]));
  });

  it('makes the orders that wait, from their messages, and no cancelled one', async () => {
    const { later, fresh, cancelled } = drill;
    await reaches(shop.target, later.orderId, 'READY', 60);
    await reaches(shop.target, fresh.orderId, 'READY', 60);
    const { PickupsQueueUrl } = shop.target.outputs;
    await until(
      () => depth(shop.target, PickupsQueueUrl),
      (count) => count === 0,
      { seconds: 30 },
    );
    await reaches(shop.target, cancelled.orderId, 'CANCELLED', 1);
  });

  it('makes a quarantined order after a redrive of its message', async () => {
    const { OrdersDlqUrl, OrdersQueueUrl } = shop.target.outputs;
    const [SourceArn, DestinationArn] = await Promise.all(
      [OrdersDlqUrl, OrdersQueueUrl].map((url) => arnOf(shop.target, url)),
    );
    await shop.target.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    await reaches(shop.target, drill.stuck.orderId, 'READY', 20);
  });

  it('makes no order twice', async () => {
    const preparing = (await archive.read())
      .map((event) => v.parse(eventSchema, JSON.parse(event)))
      .filter(({ type }) => type === 'order.preparing')
      .map(({ orderId }) => orderId);
    expect(preparing).toHaveLength(new Set(preparing).size);
    expect(preparing).toContain(drill.soon.orderId);
  });

  it('does not change if the tool runs again', async () => {
    await allMailed(shop.target);
    const before = await itemsIn(tableName());
    const { putBack, advanced, kept } = await restore();
    expect({ putBack, advanced, kept: kept.length }).toEqual({ putBack: [], advanced: [], kept: 5 });
    expect(await itemsIn(tableName())).toEqual(before);
  });
});
