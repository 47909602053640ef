import { SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { itOf } from './support/behaviour.ts';
import { failureOf, takeDeadLetters } from './support/dead-letters.ts';
import { fetch } from './support/fetch.ts';
import { putLease, putRecord } from './support/lease.ts';
import { aPlacedMessage } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { arnOf, reaches, stored } from './support/orders.ts';

/** The most attempts. The claim after them quarantines the order. */
const MOST_ATTEMPTS = 12;

describe('an order that fails', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const send = (body: string) =>
    shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.OrdersQueueUrl, MessageBody: body }));

  /** An order that used up its attempts: it is `STUCK`, and its message is in the dead-letter queue. */
  const aStuckOrder = async (): Promise<string> => {
    const message = aPlacedMessage();
    await putRecord(shop.target, message, { status: 'PLACED', attempts: MOST_ATTEMPTS });
    await send(asciiJson(message));
    await reaches(shop.target, message.orderId, 'STUCK', 20);
    return message.orderId;
  };

  itOf('retry')('is retried when the lease of another barista ends, and becomes READY', async () => {
    const message = aPlacedMessage();
    const ends = new Date(Date.now() + 4000).toISOString();
    await putLease(shop.target, message, { seconds: 4 });
    await send(asciiJson(message));
    await reaches(shop.target, message.orderId, 'READY', 30);
    const [order] = await stored(shop.target, [message.orderId]);
    expect(order).toMatchObject({ attempts: 2 });
    expect((order?.updatedAt ?? '') > ends).toBe(true);
  });

  itOf('deadLetters')(
    'is quarantined after its last attempt, with a reason, and is made when it is sent again',
    async () => {
      const orderId = await aStuckOrder();
      const [dead] = await takeDeadLetters(shop.target, shop.target.outputs.OrdersDlqUrl, 1);
      expect(dead?.Body).toContain(orderId);
      expect(dead ? failureOf(dead) : undefined).toMatchObject({ code: 'exhausted', receiveCount: 1 });
      expect(await (await fetch(`${shop.target.url}/orders/${orderId}`)).json()).toMatchObject({
        failure: { code: 'exhausted' },
      });

      await send(dead?.Body ?? '');

      await reaches(shop.target, orderId, 'READY', 20);
      expect(await stored(shop.target, [orderId])).toMatchObject([{ attempts: 1 }]);
    },
  );

  itOf('redrive')('is made after a redrive of the dead-letter queue', async () => {
    const { sqs, outputs } = shop.target;
    const orderIds = [await aStuckOrder(), await aStuckOrder()];

    // SQS knows the source of messages that it moved itself. The barista sent these, so the redrive names their queue.
    const SourceArn = await arnOf(shop.target, outputs.OrdersDlqUrl);
    const DestinationArn = await arnOf(shop.target, outputs.OrdersQueueUrl);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));

    for (const orderId of orderIds) await reaches(shop.target, orderId, 'READY', 40);
  });
});
