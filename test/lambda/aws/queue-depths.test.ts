import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createQueueDepths } from '../../../lambda/aws/queue-depths.ts';

const queue = (name: string) => ({ url: `https://sqs/${name}`, dlqUrl: `https://sqs/${name}-dlq` });
const queues = { orders: queue('orders'), tabs: queue('tabs') };
const read = (value: number) => ({ status: 'fulfilled', value });
const Attributes = {
  ApproximateNumberOfMessages: '5',
  ApproximateNumberOfMessagesDelayed: '2',
  ApproximateNumberOfMessagesNotVisible: '1',
};

/** The depths over a client that answers by the URL of the queue. */
const depthsWith = (answer: (url: string) => object, absent = {}) => {
  const asked: object[] = [];
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    if (!(command instanceof GetQueueAttributesCommand))
      throw new Error('the attributes of a queue should be asked for');
    asked.push(command.input);
    return answer(command.input.QueueUrl ?? '');
  };
  return { asked, readDepths: createQueueDepths({ client, queues: { ...queues, ...absent } }) };
};

it('adds up the visible, delayed and in-flight messages of each queue and of its dead-letter queue', async () => {
  const { asked, readDepths } = depthsWith((url) => ({ Attributes: url.endsWith('-dlq') ? {} : Attributes }));
  const depth = { waiting: read(8), deadLetters: read(0) };
  expect(await readDepths()).toEqual({ orders: depth, tabs: depth });
  expect(asked).toEqual(
    [queues.orders.url, queues.orders.dlqUrl, queues.tabs.url, queues.tabs.dlqUrl].map((QueueUrl) => ({
      ...{ QueueUrl, AttributeNames: Object.keys(Attributes) },
    })),
  );
});

it('counts no messages where SQS names no number', async () => {
  const { readDepths } = depthsWith(() => ({}));
  expect(await readDepths()).toMatchObject({ orders: { waiting: read(0), deadLetters: read(0) } });
});

it('answers every other number if SQS does not answer one call, and names the call', async () => {
  const { readDepths } = depthsWith((url) => {
    if (url === queues.tabs.dlqUrl) throw new Error('socket hang up');
    return { Attributes };
  });
  const reason = expect.objectContaining({ service: 'sqs', operation: 'GetQueueAttributes' });
  expect(await readDepths()).toEqual({
    orders: { waiting: read(8), deadLetters: read(8) },
    tabs: { waiting: read(8), deadLetters: { status: 'rejected', reason } },
  });
});

it('does not ask for a queue that the shop does without', async () => {
  const { asked, readDepths } = depthsWith(() => ({}), { pickups: { url: undefined, dlqUrl: undefined } });
  expect(Object.keys(await readDepths())).toEqual(['orders', 'tabs']);
  expect(asked).toHaveLength(4);
});
