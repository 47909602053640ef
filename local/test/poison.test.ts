import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { failureOf, takeDeadLetters } from '../../test/journey/support/dead-letters.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { until } from '../../test/journey/support/until.ts';

const kindsSchema = v.array(
  v.object({ name: v.string(), code: v.string(), says: v.string(), queues: v.array(v.string()) }),
);
const sentSchema = v.object({
  kind: v.string(),
  code: v.string(),
  queue: v.string(),
  queueUrl: v.string(),
  objects: v.array(v.object({ bucket: v.string(), key: v.string() })),
  messages: v.array(v.object({ messageId: v.string(), body: v.string() })),
});

/** A message of a later release is no poison for the release after this one: it is retried. */
const RETRIED = 'newer-version';

describe('poison messages', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop.stop());

  const post = (path: string, body?: object): Promise<Response> =>
    fetch(`${shop.target.url}/_local/poison/${path}`, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const send = async (kind: string, queue: string) => {
    const response = await post(`${kind}?queue=${queue}`);
    expect(response.status).toBe(200);
    return v.parse(sentSchema, await response.json());
  };
  const kinds = async () => v.parse(kindsSchema, await (await fetch(`${shop.target.url}/_local/poison`)).json());
  const dlqOf = (queue: string): string =>
    shop.target.outputs[`${queue.charAt(0).toUpperCase()}${queue.slice(1)}DlqUrl`] ?? '';

  it('of every kind leave each of their queues on the first receive, with the reason that the shop gives', async () => {
    const quarantined = (await kinds()).filter(({ code }) => code !== RETRIED);
    expect(quarantined.length).toBeGreaterThan(15);
    const everyQueue = new Set(quarantined.flatMap(({ queues }) => queues));
    expect([...everyQueue]).toEqual(expect.arrayContaining(['orders', 'tabs', 'pickups', 'receipts']));
    for (const queue of everyQueue) {
      const sent = [];
      for (const { name, queues } of quarantined) if (queues.includes(queue)) sent.push(await send(name, queue));
      expect(sent.length).toBeGreaterThan(0);

      const dead = (await takeDeadLetters(shop.target, dlqOf(queue), sent.length)).map((letter) => {
        const { code, receiveCount, sourceQueue } = failureOf(letter);
        return { code, receiveCount, sourceQueue };
      });
      const given = sent.map(({ code, queueUrl }) => ({
        ...{ code, receiveCount: 1 },
        sourceQueue: queueUrl.split('/').at(-1),
      }));
      expect(dead).toHaveLength(sent.length);
      expect(dead).toEqual(expect.arrayContaining(given));
    }
  });

  it('of a later release stay on their queue and are retried', async () => {
    const retried = shop.line(/barista .*record\.failed.*newer-version/);
    const { queueUrl, messages } = await send(RETRIED, 'orders');
    const asking = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
    });
    const hidden = async () =>
      (await shop.target.sqs.send(asking)).Attributes?.ApproximateNumberOfMessagesNotVisible ?? '';
    expect(messages).toHaveLength(1);
    await retried;
    expect(await until(hidden, (count) => count === '1', { seconds: 10 })).toBe('1');
  });

  it('have new ids in each call, and the answer names the messages, the objects and the queue', async () => {
    const [first, second] = [await send('claim-check-of-another-order', 'orders'), await send('conflict', 'orders')];
    const [object] = first.objects;
    expect(object?.bucket).toBe(shop.target.outputs.ClaimCheckBucketName);
    await shop.target.s3.send(new HeadObjectCommand({ Bucket: object?.bucket, Key: object?.key }));
    expect(first.messages[0]?.body).toContain(object?.key);
    expect(first.queueUrl).toBe(shop.target.outputs.OrdersQueueUrl);
    expect(second.messages).toHaveLength(2);
    const orderIds = [...second.messages, ...(await send('conflict', 'orders')).messages].map(
      ({ body }) => v.parse(v.object({ orderId: v.string() }), JSON.parse(body)).orderId,
    );
    expect(orderIds[0]).toBe(orderIds[1]);
    expect(new Set(orderIds).size).toBe(2);
  });

  it('go to the queue in the body, or to the first one of their kind', async () => {
    const queueOf = async (body?: object) => v.parse(sentSchema, await (await post('not-json', body)).json()).queue;
    expect(await queueOf()).toBe('orders');
    expect(await queueOf({ queue: 'tabs' })).toBe('tabs');
  });

  it.each([
    ['no-kind', undefined, 404, /^the kind of poison should be one of not-json, .*, got 'no-kind'$/],
    ['not-json?queue=fax', undefined, 400, /^the queue of not-json should be one of orders, tabs, .*, got 'fax'$/],
    ['expired', { queue: 'receipts' }, 400, /^the queue of expired should be one of .*, got 'receipts'$/],
    ['expired', { tab: 'table-7' }, 400, /^the body should be empty or JSON such as .*, got .*table-7/],
  ])('are refused with %s and the body %j', async (path, body, status, detail) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  it('wait until an outage of their queue has ended', async () => {
    const outage = `${shop.target.url}/_local/outages/sqs`;
    await fetch(outage, { method: 'PUT', body: '{"mode":"error"}' });
    const response = await post('not-json');
    await fetch(outage, { method: 'DELETE' });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('end their outage first') });
  });
});
