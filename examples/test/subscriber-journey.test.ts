import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { callsOf } from '../../test/journey/support/calls.ts';
import { takeDeadLetters } from '../../test/journey/support/dead-letters.ts';
import { place, reaches } from '../../test/journey/support/orders.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { subscribeQueue, type TopicQueue } from '../../test/journey/support/topic-queue.ts';
import { until } from '../../test/journey/support/until.ts';
import { launchShopWithSubscriber, type ShopWithSubscriber } from './support/shop-with-subscriber.ts';

const describeWithLocal = existsSync(join(ROOT, 'local')) ? describe : describe.skip;

const healthSchema = v.object({ mappings: v.array(v.object({ queue: v.string(), received: v.number() })) });

describeWithLocal('the example subscriber, deployed beside the shop', () => {
  let shop: ShopWithSubscriber;
  let alerts: TopicQueue;
  beforeAll(async () => {
    shop = await launchShopWithSubscriber();
    alerts = await subscribeQueue(shop.target, 'alerts', shop.alertTopicArn);
  });
  afterAll(() => shop?.stop());

  const subjects: string[] = [];

  /** Waits until people got this many alerts. Returns their texts. */
  const alerted = (count: number): Promise<string[]> => {
    const receive = async (): Promise<string[]> => {
      const { sqs } = shop.target;
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: alerts.url }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        subjects.push(Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: alerts.url, ReceiptHandle }));
      }
      return subjects;
    };
    return until(receive, ({ length }) => length >= count, { seconds: 20 });
  };

  const receivedBySubscriber = async (): Promise<number> => {
    const { mappings } = v.parse(healthSchema, await (await fetch(`${shop.target.url}/_local/health`)).json());
    return mappings.find(({ queue }) => queue.startsWith('StuckAlerts'))?.received ?? 0;
  };

  it('tells people that an order is stuck and that it goes on, from three of six events', async () => {
    const { url, outputs, sqs } = shop.target;
    // GIVEN an order that is made, of which nobody is told
    await reaches(shop.target, (await place(shop.target)).orderId, 'READY', 20);
    // WHEN the work on another order fails for good
    await fetch(`${url}/_local/work`, { method: 'PUT', body: JSON.stringify({ mode: 'permanent', orders: 1 }) });
    const { orderId, number } = await place(shop.target);
    await reaches(shop.target, orderId, 'STUCK', 20);
    // THEN
    expect(await alerted(1)).toEqual([expect.stringContaining(`Order ${number} is stuck`)]);
    // WHEN its message is redriven
    const [letter] = await takeDeadLetters(shop.target, outputs.OrdersDlqUrl, 1);
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs.OrdersQueueUrl, MessageBody: letter?.Body ?? '' }));
    await reaches(shop.target, orderId, 'READY', 20);
    // THEN
    const [, second] = await alerted(2);
    expect(second).toContain(`Order ${number} goes on`);
    expect(await receivedBySubscriber()).toBe(3); // the filter policy keeps order.preparing back
  });

  it('calls nothing that its role does not permit', async () => {
    const calls = (await callsOf(shop.target)).filter(({ function: name }) => name.startsWith('Function'));
    expect(new Set(calls.map(({ action }) => action))).toEqual(
      new Set(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'sns:Publish']),
    );
    expect(calls.filter(({ granted }) => !granted)).toEqual([]);
  });
});
