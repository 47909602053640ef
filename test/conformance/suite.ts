import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { within } from '../journey/support/limits.ts';
import type { Behaviour } from '../parity/table.ts';
import { type Engine, receive } from './engine.ts';

/** The way in which a test of a behaviour runs: as a test, as one that must fail, or not at all. */
type ItOf = (behaviour: Behaviour) => (name: string, test: () => Promise<void>) => void;

/** Behaviour that AWS documents, which the simulator's models share with the services of a target. */
export const describeConformance = (open: () => Promise<Engine>, itOf: ItOf): void => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  }, within(30));
  afterAll(() => engine.close());

  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    engine.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const sendTo =
    (group: string) =>
    (url: string, body: string, id: string = body) =>
      send(url, body, { MessageGroupId: group, MessageDeduplicationId: id });
  const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
    engine.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle }] }));
  const hide = (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
    engine.sqs.send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle, VisibilityTimeout }] }),
    );
  const one = async (url: string): Promise<Message> => {
    const [message] = await engine.await(url);
    if (!message) throw new Error('a message should arrive, got none');
    return message;
  };
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

  describe('a standard queue', () => {
    it('delivers an unchanged message with its receive count', async () => {
      const { url } = await engine.createQueue({ name: 'as-sent' });
      const MessageAttributes = { contentType: { DataType: 'String', StringValue: 'text/plain' } };
      await send(url, 'first', { MessageAttributes });
      expect(await one(url)).toMatchObject({
        Body: 'first',
        Attributes: { ApproximateReceiveCount: '1' },
        MessageAttributes,
      });
    });

    it('hides a received message until its visibility timeout ends', async () => {
      const { url } = await engine.createQueue({ name: 'hidden', visibilitySeconds: 1 });
      await send(url, 'first');
      await one(url);
      expect(await receive(engine.sqs, url)).toEqual([]);
      expect(await one(url)).toMatchObject({ Body: 'first', Attributes: { ApproximateReceiveCount: '2' } });
    });

    it('does not redeliver a deleted message', async () => {
      const { url } = await engine.createQueue({ name: 'deleted', visibilitySeconds: 1 });
      await send(url, 'first');
      await remove(url, await one(url));
      await send(url, 'second');
      expect(bodies([await one(url), ...(await engine.await(url))])).not.toContain('first');
    });

    it('redelivers a message at once if its visibility timeout is set to 0', async () => {
      const { url } = await engine.createQueue({ name: 'shown' });
      await send(url, 'first');
      await hide(url, await one(url), 0);
      expect(bodies(await receive(engine.sqs, url, 1))).toEqual(['first']);
    });

    itOf('notInFlight')('does not change the visibility of a message that is not in flight', async () => {
      const { url } = await engine.createQueue({ name: 'not-in-flight' });
      await send(url, 'first');
      const message = await one(url);
      await hide(url, message, 0);
      expect((await hide(url, message, 60)).Failed).toHaveLength(1);
    });

    it('delivers a delayed message after its delay', async () => {
      const { url } = await engine.createQueue({ name: 'delayed' });
      await send(url, 'first', { DelaySeconds: 1 });
      expect(await receive(engine.sqs, url)).toEqual([]);
      expect(bodies([await one(url)])).toEqual(['first']);
    });

    it('moves a message above its maximum receive count to the dead-letter queue', async () => {
      const { url, dlqUrl } = await engine.createQueue({ name: 'given-up', visibilitySeconds: 1, maxReceiveCount: 1 });
      await send(url, 'first');
      await one(url);
      expect(await engine.await(url)).toEqual([]);
      expect(bodies([await one(dlqUrl)])).toEqual(['first']);
    });

    itOf('fairGroup')('delivers a message with its message group, as a fair queue', async () => {
      const { url } = await engine.createQueue({ name: 'fair' });
      await send(url, 'first', { MessageGroupId: 'tenant' });
      expect((await one(url)).Attributes).toMatchObject({ MessageGroupId: 'tenant' });
    });
  });

  describe('a FIFO queue', () => {
    const first = sendTo('a');
    const other = sendTo('b');

    it('keeps a group in order, and delivers none of it while a message is in flight', async () => {
      const { url } = await engine.createQueue({ name: 'ordered.fifo', visibilitySeconds: 1 });
      await first(url, 'a1');
      const message = await one(url);
      await first(url, 'a2');
      await other(url, 'b1');
      expect(bodies(await engine.await(url))).toContain('b1');
      const [again] = await engine.await(url);
      await remove(url, again ?? message);
      const rest = [...(await engine.await(url)), ...(await engine.await(url))];
      expect(bodies(rest).filter((body) => body !== 'b1')[0]).toBe('a2');
    });

    it('accepts a deduplication id once, for any body', async () => {
      const { url } = await engine.createQueue({ name: 'once.fifo' });
      await first(url, 'a1', 'id');
      await first(url, 'a2', 'id');
      await remove(url, await one(url));
      expect(await receive(engine.sqs, url, 1)).toEqual([]);
    });

    itOf('deduplicationScope')('accepts the same deduplication id once in each group', async () => {
      const { url } = await engine.createQueue({ name: 'scoped.fifo' });
      await first(url, 'a1', 'id');
      await other(url, 'b1', 'id');
      const found = [...(await engine.await(url)), ...(await receive(engine.sqs, url, 1))];
      expect(bodies(found).toSorted()).toEqual(['a1', 'b1']);
    });

    itOf('endedReceipt')('does not accept a receipt handle after its visibility timeout', async () => {
      const { url } = await engine.createQueue({ name: 'ended.fifo', visibilitySeconds: 1 });
      await first(url, 'a1');
      const old = await one(url);
      await one(url);
      await remove(url, old).catch(() => undefined);
      expect(bodies(await engine.await(url))).toEqual(['a1']);
    });

    itOf('groupBatch')('delivers several messages of a group in one batch', async () => {
      const { url } = await engine.createQueue({ name: 'batched.fifo', visibilitySeconds: 1 });
      for (const body of ['a1', 'a2', 'a3', 'a4', 'a5']) await first(url, body);
      let most = 0;
      for (let tries = 0; tries < 5 && most < 2; tries++) most = Math.max(most, (await engine.await(url)).length);
      expect(most).toBeGreaterThan(1);
    });
  });

  describe('a topic', () => {
    it('delivers events that match the filter policy, as raw messages', async () => {
      const { url } = await engine.createQueue({ name: 'told' });
      await engine.subscribe(url, 'order.ready');
      const entry = (Id: string, StringValue: string) => ({
        Id,
        Message: Id,
        MessageAttributes: { type: { DataType: 'String', StringValue } },
      });
      const PublishBatchRequestEntries = [entry('one', 'order.preparing'), entry('two', 'order.ready')];
      await engine.sns.send(new PublishBatchCommand({ TopicArn: engine.topicArn, PublishBatchRequestEntries }));
      expect(bodies([await one(url), ...(await receive(engine.sqs, url, 1))])).toEqual(['two']);
    });
  });

  describe('a bucket', () => {
    const put = (Key: string, Body: string) =>
      engine.s3.send(new PutObjectCommand({ Bucket: engine.bucketName, Key, Body, IfNoneMatch: '*' }));
    const get = async (Key: string) => {
      const { Body } = await engine.s3.send(new GetObjectCommand({ Bucket: engine.bucketName, Key }));
      return Body?.transformToString();
    };

    it('returns an object, and an error for a missing object', async () => {
      await put('there', 'first');
      expect(await get('there')).toBe('first');
      await expect(get('not-there')).rejects.toBeInstanceOf(NoSuchKey);
    });

    itOf('writeOnce')('writes an object once', async () => {
      await put('once', 'first');
      await expect(put('once', 'second')).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
      expect(await get('once')).toBe('first');
    });
  });
};
