import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { failureOf, takeDeadLetters } from './support/dead-letters.ts';
import { fetch } from './support/fetch.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, aRequest, get, longOrderLines, place, post, reaches, stored } from './support/orders.ts';
import { itWith } from './support/parts.ts';

const POINTER = 'software.amazon.payloadoffloading.PayloadS3Pointer';

describe('a claim check', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const lines = longOrderLines;

  const send = async (pointer: object): Promise<void> => {
    const MessageBody = JSON.stringify([POINTER, pointer]);
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.OrdersQueueUrl, MessageBody }));
  };

  itWith()('carries a long order with all its lines', () => carriesLines({}));
  itWith('tabs')('carries a long order of a tab with all its lines', () => carriesLines({ tab: 'party' }));

  const carriesLines = async (fields: object): Promise<void> => {
    const { status, body } = await post(shop.target, aRequest({ lines, ...fields }));
    expect(status).toBe(202);
    expect(body).toMatchObject({ lines });
    const { orderId } = JSON.parse(JSON.stringify(body));

    await reaches(shop.target, orderId, 'READY', 20);

    const response = await fetch(`${shop.target.url}/orders/${orderId}`);
    expect(await response.json()).toMatchObject({ status: 'READY', lines });
  };

  it('holds the lines in S3 under the order id and request hash, so the record stays small', async () => {
    const { outputs, dynamodb, s3 } = shop.target;
    const { orderId } = await place(shop.target, { lines });
    await reaches(shop.target, orderId, 'READY', 20);

    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: outputs.OrderTableName, Key: { orderId: { S: orderId } } }),
    );
    expect(Item).not.toHaveProperty('lines');
    expect(JSON.stringify(Item).length).toBeLessThan(2048);
    const Key = `${orderId}/${Item?.requestHash?.S}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.ClaimCheckBucketName, Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ orderId, order: { lines } });
  });

  it('is not used for an order that fits into its message', async () => {
    const { s3, outputs } = shop.target;
    const Bucket = outputs.ClaimCheckBucketName;
    const count = async () => (await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount;
    const before = await count();
    const { orderId } = await place(shop.target, { lines: lines.slice(0, 1000) });
    await reaches(shop.target, orderId, 'READY', 20);
    expect(await count()).toBe(before);
  });

  it.each([
    ['claim-check-missing', 'points to no object', 'ours', 'nobody/nothing'],
    ['claim-check-foreign', 'points to another bucket', 'another-bucket', 'nobody/nothing'],
    ['claim-check-mismatch', 'has the key of another order', 'ours', 'another/order'],
  ])('is quarantined as %s if it %s, and changes no record', async (code, _what, bucket, s3Key) => {
    // GIVEN an order on record, and a copy of its message under the key of another order
    const { s3, outputs } = shop.target;
    const { orderId } = await place(shop.target, { lines });
    await reaches(shop.target, orderId, 'READY', 20);
    const before = await stored(shop.target, [orderId]);
    const Bucket = outputs.ClaimCheckBucketName;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: orderId }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
    const body = await Body?.transformToString();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'another/order', Body: body ?? '' }));

    // WHEN
    await send({ s3BucketName: bucket === 'ours' ? Bucket : bucket, s3Key });

    // THEN
    const [dead] = await takeDeadLetters(shop.target, outputs.OrdersDlqUrl, 1);
    expect(dead ? failureOf(dead) : undefined).toMatchObject({ code, receiveCount: 1 });
    await allDone(shop.target, 30);
    expect(await stored(shop.target, [orderId])).toEqual(before);
    expect(await get(shop.target, orderId)).toMatchObject({ status: 'READY' });
  });
});
