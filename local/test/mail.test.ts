import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { mailedVersion, mailsTo } from '../../test/journey/support/mails.ts';
import { type OpenTarget, openTarget } from '../../test/journey/support/open.ts';
import { depth, place, reaches } from '../../test/journey/support/orders.ts';
import { subscribe } from '../../test/journey/support/probe.ts';
import { subscribeQueue } from '../../test/journey/support/topic-queue.ts';
import { until } from '../../test/journey/support/until.ts';

const recipientsSchema = v.tuple([v.object({ emailAddress: v.string() })]);
const eventSchema = v.object({
  eventType: v.string(),
  bounce: v.optional(
    v.object({ bounceType: v.string(), bounceSubType: v.string(), bouncedRecipients: recipientsSchema }),
  ),
  complaint: v.optional(v.object({ complainedRecipients: recipientsSchema })),
  mail: v.object({ source: v.string(), tags: v.object({ 'ses:configuration-set': v.tuple([v.string()]) }) }),
});

describe('a mail that fails', () => {
  let shop: OpenTarget;
  let QueueUrl: string;
  beforeAll(async () => {
    shop = await openTarget();
    const topic = shop.target.outputs.MailEventsTopicArn ?? '';
    QueueUrl = (await subscribeQueue(shop.target, 'mail-events', topic)).url;
  });
  afterAll(() => shop.close());

  const nextEvent = async () => {
    const receiving = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 });
    const { Messages: [message] = [] } = await until(
      () => shop.target.sqs.send(receiving),
      ({ Messages = [] }) => Messages.length > 0,
      { seconds: 20 },
    );
    await shop.target.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    return v.parse(eventSchema, JSON.parse(message?.Body ?? ''));
  };

  const aReadyOrder = async (email: string): Promise<string> => {
    const { orderId } = await place(shop.target, { customer: { name: 'Ada', email } });
    await reaches(shop.target, orderId, 'READY', 10);
    return orderId;
  };

  it.each([
    ['bounces', 'bounce+1@simulator.amazonses.com', { bounceType: 'Permanent', bounceSubType: 'General' }],
    [
      'is suppressed',
      'suppressionlist@simulator.amazonses.com',
      { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
    ],
  ])('because its address %s is an event on the topic, and is not sent again', async (_how, email, bounce) => {
    const orderId = await aReadyOrder(email);
    expect(await nextEvent()).toEqual({
      eventType: 'Bounce',
      bounce: { ...bounce, bouncedRecipients: [{ emailAddress: email }] },
      mail: { source: 'shop@example.org', tags: { 'ses:configuration-set': ['orderboard-dev'] } },
    });
    // SES accepted the mail, so it counts as mailed, and no retry adds a bounce.
    await until(
      () => mailedVersion(shop.target, orderId),
      (version) => version === 3,
      { seconds: 10 },
    );
    expect(await mailsTo(shop.target, email)).toHaveLength(1);
    expect(await depth(shop.target, shop.target.outputs.ReceiptsDlqUrl)).toBe(0);
  });

  it('because its customer complains is an event on the topic', async () => {
    const email = 'complaint@simulator.amazonses.com';
    await aReadyOrder(email);
    expect(await nextEvent()).toMatchObject({
      eventType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: email }] },
    });
  });
});

describe('a shop that is opened with mail=off', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop(0, ['-c', 'mail=off']);
  });
  afterAll(() => shop.stop());

  it('makes orders, mails nobody, and lets no events pile up', async () => {
    const probe = await subscribe(shop.target, 'silent-probe');
    const { orderId } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 10);
    const events = await probe.events([orderId], 2);
    expect(events.map(({ type }) => type)).toContain('order.ready');
    const { ReceiptsQueueUrl, ReceiptsDlqUrl } = shop.target.outputs;
    for (const url of [ReceiptsQueueUrl, ReceiptsDlqUrl]) expect(await depth(shop.target, url)).toBe(0);
    const health = await (await fetch(`${shop.target.url}/_local/health`)).json();
    expect(Object.keys(Object(health).functions).toSorted()).toEqual(
      ['barista', 'cashier', 'counter', 'importer'].toSorted(),
    );
    expect(await (await fetch(`${shop.target.url}/_local/mails`)).json()).toEqual([]);
  });
});
