import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { itOf } from './support/behaviour.ts';
import { aPlacedMessage } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { depth, get, place, reaches, stored } from './support/orders.ts';
import { itWith } from './support/parts.ts';
import { until } from './support/until.ts';

/** Baristas begin an order ten minutes before its pick-up time. */
const LEAD_SECONDS = 10 * 60;
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

describe('an order with a pick-up time', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  itWith('pickups')('waits in its queue, or is made at once if its time is near', async () => {
    const before = await depth(shop.target, shop.target.outputs.PickupsQueueUrl);
    const near = await place(shop.target, { pickupAt: inSeconds(LEAD_SECONDS / 2) });
    const far = await place(shop.target, { pickupAt: inSeconds(60 * 60) });

    await reaches(shop.target, near.orderId, 'READY', 20);
    expect(await get(shop.target, far.orderId)).toMatchObject({ status: 'PLACED' });
    expect(await depth(shop.target, shop.target.outputs.PickupsQueueUrl)).toBe(before + 1);
  });

  itOf('delay', 'pickups')('is not made before its lead time begins', async () => {
    const begin = inSeconds(3);
    const { orderId } = await place(shop.target, { pickupAt: inSeconds(LEAD_SECONDS + 3) });
    const { updatedAt = '' } = await reaches(shop.target, orderId, 'READY', 30);
    expect(updatedAt > begin).toBe(true);
  });

  itOf('hidden', 'pickups')('is hidden until its lead time begins if a barista receives it early', async () => {
    const begin = inSeconds(3);
    const message = aPlacedMessage({}, { pickupAt: inSeconds(LEAD_SECONDS + 3) });
    const { orderId } = message;
    const { PickupsQueueUrl: QueueUrl } = shop.target.outputs;
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: asciiJson(message) }));
    const [order] = await until(
      () => stored(shop.target, [orderId]),
      ([found]) => found?.status === 'READY',
      { seconds: 30 },
    );
    expect(order?.attempts).toBe(1);
    expect((order?.updatedAt ?? '') > begin).toBe(true);
  });
});
