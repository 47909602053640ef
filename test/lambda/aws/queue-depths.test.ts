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
  expect(asked).toMatchObject([{ QueueUrl: 'https://sqs/orders' }, { QueueUrl: 'https://sqs/tabs' }]);
});
