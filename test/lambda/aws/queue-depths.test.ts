import { SQSClient } from '@aws-sdk/client-sqs';
import { createQueueDepths } from '../../../lambda/aws/queue-depths.ts';

it('adds up the visible, delayed and in-flight messages', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  const Attributes = {
    ApproximateNumberOfMessages: '5',
    ApproximateNumberOfMessagesDelayed: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
  };
  const asked: object[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { output: { $metadata: {}, Attributes }, response: undefined };
      },
    { step: 'initialize' },
  );
  const depths = createQueueDepths({ client, queueUrls: { orders: 'https://sqs/orders', tabs: 'https://sqs/tabs' } });
  expect(await depths()).toEqual({ orders: 8, tabs: 8 });
  const AttributeNames = Object.keys(Attributes);
  expect(asked).toEqual([
    { QueueUrl: 'https://sqs/orders', AttributeNames },
    { QueueUrl: 'https://sqs/tabs', AttributeNames },
  ]);
});

it('counts no messages where SQS names no number', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => ({});
  expect(await createQueueDepths({ client, queueUrls: { orders: 'https://sqs/orders' } })()).toEqual({ orders: 0 });
});

it('fails if SQS does not answer, and names the call', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(new Error('socket hang up'));
  const depths = createQueueDepths({ client, queueUrls: { orders: 'https://sqs/orders' } });
  await expect(depths()).rejects.toMatchObject({ service: 'sqs', operation: 'GetQueueAttributes' });
});
