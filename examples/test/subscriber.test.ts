import { randomUUID } from 'node:crypto';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { eventOf, type eventTypes } from '../../lambda/order/event.ts';
import { type Dynamo, startDynamo } from '../../test/support/dynamo.ts';
import { sqsEvent, sqsRecord } from '../../test/support/sqs.ts';
import type { createSubscriber } from '../subscriber/handler.ts';

const TABLE = 'seen';

type Alert = { readonly subject: string | undefined; readonly text: string | undefined };

/** An SNS that keeps its messages. `fail` makes the next calls fail. `meanwhile` runs during each call. */
const stubSns = (meanwhile: () => Promise<unknown>) => {
  const alerts: Alert[] = [];
  let failures = 0;
  const client = new SNSClient({ region: 'eu-central-1' });
  const send = async (command: unknown): Promise<object> => {
    if (!(command instanceof PublishCommand)) throw new Error(`the call should be Publish, got ${command}`);
    await meanwhile();
    if (failures-- > 0) throw new Error('SNS is down');
    alerts.push({ subject: command.input.Subject, text: command.input.Message });
    return {};
  };
  return {
    client: Object.assign(client, { send }),
    alerts,
    fail: (count: number) => {
      failures = count;
    },
  };
};

describe('the example subscriber', () => {
  let dynamo: Dynamo;
  let create: typeof createSubscriber;
  beforeAll(async () => {
    Object.assign(process.env, { TABLE_NAME: TABLE, ALERT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:alerts' });
    ({ createSubscriber: create } = await import('../subscriber/handler.ts'));
    dynamo = await startDynamo();
    await dynamo.client.send(
      new CreateTableCommand({
        TableName: TABLE,
        AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  });
  afterAll(() => dynamo.stop());

  const aSubscriber = (meanwhile: () => Promise<unknown> = async () => undefined) => {
    const sns = stubSns(meanwhile);
    const lines: object[] = [];
    const handle = create({
      dynamodb: dynamo.client,
      sns: sns.client,
      tableName: TABLE,
      alertTopicArn: 'arn:aws:sns:eu-central-1:123456789012:alerts',
      log: (line) => void lines.push(line),
    });
    return {
      ...sns,
      lines,
      handle: (...events: readonly string[]) => handle(sqsEvent(...events.map((body) => sqsRecord(body)))),
    };
  };

  /** Events of one order, as the shop writes them. */
  const anOrder = () => {
    const order = { orderId: randomUUID(), number: 'K-4172', at: '2026-11-21T09:00:01.000Z' };
    return {
      ...order,
      event: (status: keyof typeof eventTypes, version: number) =>
        JSON.stringify(eventOf(status, { ...order, version })),
    };
  };

  it('tells people that an order is stuck, and that it goes on', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    const answer = await handle(event('STUCK', 3), event('READY', 5));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(alerts.map(({ subject }) => subject)).toEqual(['Order K-4172 is stuck', 'Order K-4172 goes on']);
  });

  it('says nothing about an order that was never stuck', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    await handle(event('READY', 3), event('CANCELLED', 4));
    expect(alerts).toEqual([]);
  });

  it('alerts once for an event that is delivered twice', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    await handle(event('STUCK', 3));
    await handle(event('STUCK', 3));
    expect(alerts).toHaveLength(1);
  });

  it('alerts again when a redriven order is stuck again', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    await handle(event('STUCK', 3), event('STUCK', 5));
    expect(alerts).toHaveLength(2);
  });

  it('drops an event that arrives after a newer one of its order', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    await handle(event('READY', 5));
    expect(await handle(event('STUCK', 3))).toEqual({ batchItemFailures: [] });
    expect(alerts).toEqual([]);
  });

  it('keeps the newest version when an older event is recorded at the same time', async () => {
    const { event } = anOrder();
    const newer = () => aSubscriber().handle(event('READY', 5));
    expect(await aSubscriber(newer).handle(event('STUCK', 3))).toEqual({ batchItemFailures: [] });
    const { handle, alerts } = aSubscriber();
    await handle(event('STUCK', 4));
    expect(alerts).toEqual([]);
  });

  it('fails only the records that it cannot handle, so that SQS delivers them again', async () => {
    const { handle, alerts } = aSubscriber();
    const { event } = anOrder();
    const { batchItemFailures } = await handle('not json', event('STUCK', 3), '{"v":2}');
    expect(batchItemFailures).toHaveLength(2);
    expect(alerts).toHaveLength(1);
  });

  it('reads consistently, and keeps the version of an order for 30 days', async () => {
    const send = jest.spyOn(dynamo.client, 'send');
    const { event } = anOrder();
    await aSubscriber().handle(event('STUCK', 3));
    const reads = send.mock.calls.map(([{ input }]) => input);
    send.mockRestore();
    expect(reads[0]).toMatchObject({ ConsistentRead: true });
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: TABLE }));
    const days = Items.map(({ expiresAt }) => (Number(expiresAt?.N) - Date.now() / 1000) / 86_400);
    expect(Math.max(...days)).toBeCloseTo(30, 1);
    expect(Math.min(...days)).toBeCloseTo(30, 1);
  });

  it('logs no text of an event that it cannot read', async () => {
    const { handle, lines } = aSubscriber();
    await handle('{"orderId":"a secret');
    expect(lines).toEqual([{ event: 'record.failed', messageId: expect.any(String), error: 'SyntaxError' }]);
  });

  it('alerts at the next delivery when the alert fails', async () => {
    const { handle, alerts, fail } = aSubscriber();
    const { event } = anOrder();
    fail(1);
    expect((await handle(event('STUCK', 3))).batchItemFailures).toHaveLength(1);
    await handle(event('STUCK', 3));
    expect(alerts).toHaveLength(1);
  });

  it('keeps and tells no order id, because it is the credential of a customer', async () => {
    const { handle, alerts } = aSubscriber();
    const { orderId, event } = anOrder();
    await handle(event('STUCK', 3));
    const { Items } = await dynamo.client.send(new ScanCommand({ TableName: TABLE }));
    expect(Items?.length).toBeGreaterThan(0);
    expect(JSON.stringify([Items, alerts])).not.toContain(orderId);
  });
});
