import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { itOf } from './support/behaviour.ts';
import { aPlacedMessage } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { depth, get, place, reaches, stored } from './support/orders.ts';
import { until } from './support/until.ts';

/** Orders for later are begun ten minutes before their time. */
const LEAD_SECONDS = 10 * 60;
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

describe('an order for later', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  it('waits for its time, and is made at once when that is near', async () => {
    const before = await depth(shop.target, shop.target.outputs.PickupsQueueUrl);
    const near = await place(shop.target, { pickupAt: inSeconds(LEAD_SECONDS / 2) });
    const far = await place(shop.target, { pickupAt: inSeconds(60 * 60) });

    await reaches(shop.target, near.orderId, 'READY', 20);
    expect(await get(shop.target, far.orderId)).toMatchObject({ status: 'PLACED' });
    expect(await depth(shop.target, shop.target.outputs.PickupsQueueUrl)).toBe(before + 1);
  });

  itOf('delay')('is made when its time has come, and not before', async () => {
    const begin = inSeconds(3);
    const { orderId } = await place(shop.target, { pickupAt: inSeconds(LEAD_SECONDS + 3) });
    const { updatedAt = '' } = await reaches(shop.target, orderId, 'READY', 30);
    expect(updatedAt > begin).toBe(true);
  });

  itOf('hidden')('that a barista gets to see early is hidden until its time', async () => {
    const begin = inSeconds(3);
    const message = aPlacedMessage({}, { pickupAt: inSeconds(LEAD_SECONDS + 3) });
    const { orderId } = message;
    const { PickupsQueueUrl: QueueUrl } = shop.target.outputs;
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
    const [order] = await until(
      () => stored(shop.target, [orderId]),
      ([found]) => found?.status === 'READY',
      { seconds: 30 },
    );
    expect(order?.attempts).toBe(1);
    expect((order?.updatedAt ?? '') > begin).toBe(true);
  });
});
