import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { readBoard } from '../../test/journey/support/board.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, aRequest, longOrderLines, place, post, reaches } from '../../test/journey/support/orders.ts';
import { subscribe } from '../../test/journey/support/probe.ts';
import { until } from '../../test/journey/support/until.ts';
import { outageModes } from '../engines/outages.ts';

const lines = longOrderLines;

describe('during an outage, the shop', () => {
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
      const { status } = await post(shop.target, aRequest(), { 'Idempotency-Key': key });
      await mend('sqs');

      expect(status).toBe(503);
      const again = await post(shop.target, aRequest(), { 'Idempotency-Key': key });
      expect(again.status).toBe(202);
      const { orderId } = v.parse(v.object({ orderId: v.string() }), again.body);
      await reaches(shop.target, orderId, 'READY', 20);
      await reaches(shop.target, before.orderId, 'READY', 60);
    },
  );

  it.each(outageModes)(
    'answers POST with 202 within 2 s while DynamoDB is down (%s), and makes the order afterwards',
    async (mode) => {
      await fail('dynamodb', mode);
      const failure = shop.line(/barista .*record\.failed/);
      const began = performance.now();
      const { orderId } = await place(shop.target);
      const milliseconds = performance.now() - began;
      await failure;
      await mend('dynamodb');

      expect(milliseconds).toBeLessThan(2000);
      await reaches(shop.target, orderId, 'READY', 60);
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

  describe.each(outageModes)('of %s', (mode) => {
    it.each([
      ['sqs', 'queues', 'lanes'],
      ['dynamodb', 'lanes', 'queues'],
    ])('answers the board without %s, and names what is missing', async (service, missing, rest) => {
      await fail(service, mode);
      const board = await until(
        () => readBoard(shop.target),
        (seen) => seen.missing !== undefined,
        { seconds: 15 }, // a board is shared for 2 s, and a call to AWS ends after 2.1 s
      ).finally(() => mend(service));
      expect(board).toMatchObject({ missing: [missing], [rest]: expect.anything(), well: false });
      expect(board.reasons).toContain('missing');
      expect(board).not.toHaveProperty(missing);
      await until(
        () => readBoard(shop.target),
        (seen) => seen.missing === undefined,
        { seconds: 10 },
      );
    });
  });

  it('answers no board without both services, and one when they are back', async () => {
    await fail('sqs', 'error');
    await fail('dynamodb', 'error');
    const read = () => fetch(`${shop.target.url}/board.json`);
    const answer = await until(read, ({ status }) => status === 503, { seconds: 10 }).finally(async () => {
      await mend('sqs');
      await mend('dynamodb');
    });
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await answer.json()).toMatchObject({ missing: ['lanes', 'queues'] });
    await until(read, ({ status }) => status === 200, { seconds: 10 });
  });
});
