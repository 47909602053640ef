import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, aRequest, longOrderLines, place, post, reaches } from '../../test/journey/support/orders.ts';
import { subscribe } from '../../test/journey/support/probe.ts';
import { outageModes } from '../engines/outages.ts';

const lines = longOrderLines;

describe('during an outage of SNS, S3 or SQS, the shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop.stop());

  const fail = async (service: string, mode: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'PUT', body: JSON.stringify({ mode }) });
  };
  const mend = async (service: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'DELETE' });
  };

  it('makes the orders of a tab in every outage mode of SNS, and announces them afterwards', async () => {
    const probe = await subscribe(shop.target, 'outage-probe');
    const orderIds: string[] = [];
    for (const mode of outageModes) {
      await fail('sns', mode);
      const first = await place(shop.target, { tab: 'table-1' });
      const second = await place(shop.target, { tab: 'table-1' });
      await reaches(shop.target, second.orderId, 'READY', 30);
      orderIds.push(first.orderId, second.orderId);
    }

    await mend('sns');

    await allDone(shop.target, 90);
    const events = await probe.events(orderIds, Number.POSITIVE_INFINITY); // an announcement whose answer was lost is repeated
    const ready = events.filter(({ type }) => type === 'order.ready').map(({ orderId }) => orderId);
    expect([...new Set(ready)].toSorted()).toEqual(orderIds.toSorted());
  });

  it.each(outageModes)('refuses long orders while S3 is down (%s), and accepts short ones', async (mode) => {
    await fail('s3', mode);
    const { status, headers } = await post(shop.target, aRequest({ lines }));
    const short = await place(shop.target);
    await mend('s3');

    expect(status).toBe(503);
    expect(headers['retry-after']).toMatch(/^\d+$/);
    await reaches(shop.target, short.orderId, 'READY', 20);
  });

  it.each(outageModes)(
    'makes the orders of an outage of SQS (%s) afterwards: those that it answered with 202, and those that a customer sends again',
    async (mode) => {
      const before = await place(shop.target);
      await fail('sqs', mode);
      const key = randomUUID();
      const { status, headers, body } = await post(shop.target, aRequest(), { 'Idempotency-Key': key });
      await mend('sqs');

      expect(status).toBe(503);
      expect(headers['retry-after']).toMatch(/^\d+$/);
      expect(body).toMatchObject({ status: 503, detail: expect.stringMatching(/try again/) });
      const again = await post(shop.target, aRequest(), { 'Idempotency-Key': key });
      expect(again.status).toBe(202);
      const { orderId } = v.parse(v.object({ orderId: v.string() }), again.body);
      await reaches(shop.target, orderId, 'READY', 20);
      await reaches(shop.target, before.orderId, 'READY', 60);
    },
  );

  it('makes a long order once S3 works again, and answers it without its lines until then', async () => {
    const { orderId } = await place(shop.target, { lines });
    await fail('s3', 'error');
    await shop.line(/record\.failed|order\.ready/);
    const asked = await fetch(`${shop.target.url}/orders/${orderId}`);
    const body = await asked.json();
    await mend('s3');

    expect([200, 404]).toContain(asked.status); // 404 if no record was written
    expect(body).not.toHaveProperty('lines');
    await reaches(shop.target, orderId, 'READY', 60);
  });

  it('hands out a long order while S3 is down, and cancels one whose lines are gone', async () => {
    const { orderId } = await place(shop.target, { lines });
    await reaches(shop.target, orderId, 'READY', 20);
    await fail('s3', 'error');
    const collected = await fetch(`${shop.target.url}/orders/${orderId}/collect`, { method: 'POST' });
    await mend('s3');
    expect(collected.status).toBe(200);
    expect(await collected.json()).toEqual(expect.not.objectContaining({ lines: expect.anything() }));

    const pickupAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = await place(shop.target, { lines, pickupAt });
    const { s3, outputs } = shop.target;
    const Bucket = outputs.ClaimCheckBucketName;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: later.orderId }));
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    for (const method of ['GET', 'DELETE', 'GET'])
      expect((await fetch(`${shop.target.url}/orders/${later.orderId}`, { method })).status).toBe(200);
  });
});
