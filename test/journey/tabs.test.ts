import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { itOf } from './support/behaviour.ts';
import { putLease } from './support/lease.ts';
import { postLoad } from './support/load.ts';
import { aPlacedMessage, groupOf } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { place, reaches, stored } from './support/orders.ts';
import { subscribe } from './support/probe.ts';
import { outOfOrder } from './support/tabs.ts';
import { until } from './support/until.ts';

describe('a tab', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const inFlight = async (): Promise<number> => {
    const AttributeNames: QueueAttributeName[] = ['ApproximateNumberOfMessagesNotVisible'];
    const asking = new GetQueueAttributesCommand({ QueueUrl: shop.target.outputs.TabsQueueUrl, AttributeNames });
    return Number((await shop.target.sqs.send(asking)).Attributes?.ApproximateNumberOfMessagesNotVisible);
  };

  itOf('tabs', 'tabs')('is made in its accepted order, among other orders', async () => {
    const probe = await subscribe(shop.target, 'tabs-probe');
    const { all, byTab } = await postLoad(shop.target, { orders: 100, concurrency: 4, tabs: 2 });
    const events = await probe.events(
      all.map(({ orderId }) => orderId),
      2 * all.length,
    );
    await probe.close();
    const tabs = [...byTab.values()];
    expect(tabs.map(({ length }) => length)).toEqual([5, 5]);
    expect(tabs.flatMap((tab) => outOfOrder(tab, events))).toEqual([]);
  });

  itOf('tabsRetry', 'tabs')('waits for a failed order, which is made before the orders behind it', async () => {
    // GIVEN a tab whose first order is leased to another barista, and two orders behind it
    const tab = `table-${randomUUID().slice(0, 8)}`;
    const head = aPlacedMessage({}, { tab });
    await putLease(shop.target, head, { seconds: 6 });
    const probe = await subscribe(shop.target, 'retry-probe');

    // WHEN
    await shop.target.sqs.send(
      new SendMessageCommand({
        QueueUrl: shop.target.outputs.TabsQueueUrl,
        MessageBody: asciiJson(head),
        MessageGroupId: groupOf(tab),
        MessageDeduplicationId: randomUUID(),
      }),
    );
    await until(inFlight, (count) => count > 0, { seconds: 10 });
    const behind = [await place(shop.target, { tab }), await place(shop.target, { tab })];
    const orderIds = [head, ...behind].map(({ orderId }) => orderId);
    await reaches(shop.target, orderIds.at(-1) ?? '', 'READY', 40);

    // THEN
    const events = await probe.events(orderIds, 6);
    await probe.close();
    expect(await stored(shop.target, orderIds)).toHaveLength(3);
    expect(outOfOrder(orderIds, events)).toEqual([]);
  });

  itOf('group')('delivers nothing while its first message is in flight, even if a later one is visible', async () => {
    // GIVEN two messages of a group that were received together
    const { sqs } = shop.target;
    const QueueName = `orderboard-group-${randomUUID().slice(0, 8)}.fifo`;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true' } }));
    const receive = async (): Promise<Message[]> => {
      const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 });
      return (await sqs.send(receiving)).Messages ?? [];
    };
    for (const MessageBody of ['first', 'second']) {
      const MessageDeduplicationId = randomUUID();
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'tab', MessageDeduplicationId }));
    }
    const [, second] = await receive();
    expect(second?.Body).toBe('second');

    // WHEN
    const { ReceiptHandle } = second ?? {};
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const received = await receive();

    // THEN
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(received).toEqual([]);
  });
});
