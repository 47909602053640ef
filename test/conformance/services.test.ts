import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { itOf } from '../journey/support/behaviour.ts';
import { within } from '../journey/support/limits.ts';
import { type OpenTarget, openTarget } from '../journey/support/open.ts';
import { aRequest, arnOf, depth } from '../journey/support/orders.ts';
import { targetKind } from '../journey/support/target.ts';
import { until } from '../journey/support/until.ts';
import { receive } from './engine.ts';
import { createQueue } from './target.ts';

/** Behaviour that people use by hand. The simulator's models do not have it. */
describe('the services of a target:', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  }, within(30));
  afterAll(() => shop.close());

  const queue = async (name: string) => {
    const { url, dlqUrl } = await createQueue(shop.target, { name, visibilitySeconds: 1, maxReceiveCount: 1 });
    return { url, dlqUrl, arn: await arnOf(shop.target, url), dlqArn: await arnOf(shop.target, dlqUrl) };
  };
  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    shop.target.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const fill = (QueueUrl: string, count: number) => {
    const Entries = Array.from({ length: count }, (_, n) => ({ Id: String(n), MessageBody: `m${n}` }));
    return shop.target.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  };
  const has = (url: string, messages: number) =>
    until(
      () => depth(shop.target, url),
      (seen) => seen === messages,
      { seconds: 20 },
    );
  /** Receives until this many messages came. */
  const take = async (url: string, count: number): Promise<Message[]> => {
    const found: Message[] = [];
    await until(
      async () => found.push(...(await receive(shop.target.sqs, url, 1))),
      (length) => length >= count,
      { seconds: 20 },
    );
    return found;
  };

  describe('a queue', () => {
    itOf('queueUrls')('has one URL, from CreateQueue, ListQueues and GetQueueUrl, which resolves', async () => {
      const { url } = await queue('listed');
      const { QueueUrls } = await shop.target.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'listed' }));
      const { QueueUrl } = await shop.target.sqs.send(new GetQueueUrlCommand({ QueueName: 'listed' }));

      expect({ QueueUrls, QueueUrl }).toEqual({ QueueUrls: [url], QueueUrl: url });
      expect(new URL(url).host).toBe(new URL(shop.target.outputs.OrdersQueueUrl).host);
      // The host of LocalStack needs a DNS server that knows it.
      if (targetKind === 'local') await expect(fetch(url)).resolves.toBeInstanceOf(Response);
    });

    const counts = async (QueueUrl: string): Promise<string> => {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const asking = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
      const { Attributes = {} } = await shop.target.sqs.send(asking);
      return `${Attributes[names[0]]} visible, ${Attributes[names[1]]} in flight`;
    };
    const isVisible = (url: string) =>
      until(
        () => counts(url),
        (seen) => seen === '1 visible, 0 in flight',
        { seconds: 5 },
      );

    itOf('counts')('counts a message as in flight until its visibility timeout ends', async () => {
      const { url } = await queue('looked-at');
      await send(url, 'first');
      await shop.target.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 0 }));
      await isVisible(url);
    });

    itOf('counts')('counts a message of a group in the same way', async () => {
      const { url } = await queue('looked-at.fifo');
      await send(url, 'first', { MessageGroupId: 'a', MessageDeduplicationId: 'first' });
      await take(url, 1);
      await isVisible(url);
    });

    itOf('counts')('counts a delayed message as visible when its delay ends', async () => {
      const { url } = await queue('delayed-then-counted');
      await send(url, 'first', { DelaySeconds: 1 });
      await isVisible(url);
    });
  });

  describe('a message move task', () => {
    const start = (SourceArn: string, more: object = {}) =>
      shop.target.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
    const list = async (SourceArn: string, more: object = {}): Promise<ListMessageMoveTasksResultEntry[]> =>
      (await shop.target.sqs.send(new ListMessageMoveTasksCommand({ SourceArn, ...more }))).Results ?? [];
    const cancel = (TaskHandle: string | undefined) =>
      shop.target.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    const ends = (SourceArn: string, Status: string) =>
      until(
        async () => (await list(SourceArn))[0],
        (task) => task?.Status === Status,
        { seconds: 20 },
      );

    /** Sends a message that SQS moves to the dead-letter queue after its first receive, and moves it back. */
    const moveBack = async (name: string, more: object = {}) => {
      const { url, dlqUrl, dlqArn } = await queue(name);
      const { MessageId } = await send(url, 'first', more);
      await take(url, 1);
      await until(
        async () => [(await receive(shop.target.sqs, url)).length, await depth(shop.target, dlqUrl)],
        ([, dead]) => dead === 1,
        { seconds: 10 },
      );
      await start(dlqArn);
      const [again] = await take(url, 1);
      return { again, MessageId, dlqUrl, dlqArn };
    };

    itOf('moveTasks')('moves a message back to the queue from which SQS moved it', async () => {
      const MessageAttributes = { kind: { DataType: 'String', StringValue: 'test' } };

      const { again, dlqUrl, dlqArn } = await moveBack('moved-back', { MessageAttributes });

      expect(again).toMatchObject({ Body: 'first', MessageAttributes });
      const task = await ends(dlqArn, 'COMPLETED');
      expect(task).toMatchObject({
        ...{ SourceArn: dlqArn, StartedTimestamp: expect.any(Number) },
        ...{ ApproximateNumberOfMessagesMoved: 1, ApproximateNumberOfMessagesToMove: 1 },
      });
      expect(task?.TaskHandle).toBeUndefined();
      expect(task?.DestinationArn).toBeUndefined();
      await has(dlqUrl, 0);
    });

    itOf('movedAsNew')('makes a new message, whose receives start again', async () => {
      const { again, MessageId } = await moveBack('moved-as-new');
      expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
      expect(again?.MessageId).not.toBe(MessageId);
    });

    itOf('moveTasks')('moves the messages of a FIFO queue in their order', async () => {
      const { url, arn, dlqUrl, dlqArn } = await queue('moved.fifo');
      for (const body of ['a1', 'a2', 'a3'])
        await send(dlqUrl, body, { MessageGroupId: 'a', MessageDeduplicationId: body });

      await start(dlqArn, { DestinationArn: arn });

      await ends(dlqArn, 'COMPLETED');
      const bodies: (string | undefined)[] = [];
      while (bodies.length < 3) {
        const messages = await take(url, 1);
        for (const { Body, ReceiptHandle, Attributes } of messages) {
          expect(Attributes).toMatchObject({ MessageGroupId: 'a' });
          bodies.push(Body);
          await shop.target.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
        }
      }
      expect(bodies).toEqual(['a1', 'a2', 'a3']);
    });

    itOf('moveSource')('fails for a message that was sent to the dead-letter queue, and leaves it there', async () => {
      const { dlqUrl, dlqArn } = await queue('sent-to-dlq');
      await fill(dlqUrl, 1);

      await start(dlqArn);

      const { FailureReason } = (await ends(dlqArn, 'FAILED')) ?? {};
      expect(FailureReason).toMatch(/CouldNotDetermineMessageSource/);
      expect(await depth(shop.target, dlqUrl)).toBe(1);
    });

    itOf('moveTasks')('moves as many messages a second as it is told, until it is cancelled', async () => {
      const { url, arn, dlqUrl, dlqArn } = await queue('moved-slowly');
      await fill(dlqUrl, 10);
      const { TaskHandle } = await start(dlqArn, { DestinationArn: arn, MaxNumberOfMessagesPerSecond: 1 });

      expect(await list(dlqArn)).toMatchObject([
        { TaskHandle, Status: 'RUNNING', DestinationArn: arn, MaxNumberOfMessagesPerSecond: 1 },
      ]);
      await expect(start(dlqArn, { DestinationArn: arn })).rejects.toThrow(/already a task running/);
      await until(
        () => depth(shop.target, url),
        (moved) => moved >= 1,
        { seconds: 10 },
      );
      expect((await cancel(TaskHandle)).ApproximateNumberOfMessagesMoved).toBeLessThan(10);

      await ends(dlqArn, 'CANCELLED');
      const left = await depth(shop.target, dlqUrl);
      expect(left).toBeGreaterThan(0);
      await start(dlqArn, { DestinationArn: arn });
      await ends(dlqArn, 'COMPLETED');
      expect((await list(dlqArn, { MaxResults: 10 })).map(({ Status }) => Status)).toEqual(['COMPLETED', 'CANCELLED']);
      await has(url, 10);
    });

    itOf('moveTasks')('is refused for a source that is no dead-letter queue or does not exist', async () => {
      const { arn, dlqArn } = await queue('not-moved');
      await expect(start(arn)).rejects.toThrow(/Dead Letter Queue/);
      await expect(start(`${dlqArn}-not`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      await expect(start(dlqArn, { DestinationArn: `${arn}-not` })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await expect(cancel('not-a-handle')).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
      expect(await list(dlqArn)).toEqual([]);
    });

    itOf('moveChecks')(
      'is refused for a destination of another type or more than 500 messages a second, and cannot be cancelled when it has ended',
      async () => {
        const { arn, dlqArn } = await queue('checked');
        const { arn: fifoArn } = await queue('checked.fifo');
        const { TaskHandle } = await start(dlqArn, { DestinationArn: arn });
        await ends(dlqArn, 'COMPLETED');

        await expect(start(dlqArn, { MaxNumberOfMessagesPerSecond: 501 })).rejects.toMatchObject({
          $metadata: { httpStatusCode: 400 },
        });
        await expect(cancel(TaskHandle)).rejects.toThrow(/active/);
        await expect(start(dlqArn, { DestinationArn: fifoArn })).rejects.toThrow(/same queue type/);
      },
    );
  });

  describe('the API', () => {
    const post = (path: string): Promise<Response> =>
      fetch(`${shop.target.url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(aRequest()),
      });

    for (const path of ['/orders/', '//orders', '///orders//'])
      itOf('slashes')(`takes POST ${path} as POST /orders`, async () => {
        const response = await post(path);
        expect(response.status).toBe(202);
        expect(response.headers.get('Location')).toMatch(/^(\/\w+)?\/orders\/[\w-]+$/);
      });

    itOf('slashes')('takes GET /menu/?a=//b as GET /menu', async () => {
      expect((await fetch(`${shop.target.url}/menu/?a=//b`)).status).toBe(200);
    });

    for (const path of ["/$'", '/$&', '/$`', '/$$', '/$1', '/$context.path', '/%24%27', "/a'b"])
      itOf('gatewayRefusals')(`answers GET ${path} with JSON`, async () => {
        const response = await fetch(`${shop.target.url}${path}`);
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/got GET /) });
      });
  });
});
