import { chosenQueues } from '../dead-letters/options.ts';
import { Failure } from '../failure.ts';
import { decodeOutputs } from '../target/outputs.ts';
import { queuesOf } from '../target/queues.ts';

const WHERE = { partition: 'aws', region: 'eu-central-1' };
const urlOf = (name: string) => `https://sqs.eu-central-1.amazonaws.com/111122223333/${name}`;
const urlsOf = (output: string, name: string, end = '') => ({
  [`${output}DlqUrl`]: urlOf(`${name}-dlq${end}`),
  [`${output}QueueUrl`]: urlOf(`${name}${end}`),
});

const outputs = decodeOutputs(
  {
    ...urlsOf('Deliveries', 'deliveries', '.fifo'),
    ...urlsOf('Receipts', 'receipts'),
    ...urlsOf('Pickups', 'pickups'),
    ...urlsOf('Tabs', 'tabs', '.fifo'),
    ...urlsOf('Orders', 'orders'),
    ...{ CashierUrl: 'https://api', OrderTableName: 'orders', ClaimCheckBucketName: 'bodies' },
  },
  { of: 'the stage dev', remedy: 'deploy it again' },
);
const queues = queuesOf(outputs, WHERE);

it('finds every queue whose outputs name it and its dead-letter queue, those of orders first', () => {
  expect(queues.map(({ name }) => name)).toEqual(['orders', 'tabs', 'pickups', 'receipts', 'deliveries']);
  expect(queues.at(-1)).toEqual({
    name: 'deliveries',
    url: urlOf('deliveries.fifo'),
    arn: 'arn:aws:sqs:eu-central-1:111122223333:deliveries.fifo',
    dlqUrl: urlOf('deliveries-dlq.fifo'),
    dlqArn: 'arn:aws:sqs:eu-central-1:111122223333:deliveries-dlq.fifo',
    fifo: true,
  });
});

it('chooses all queues, or the one that is named', () => {
  const chosen = (queue?: string) => chosenQueues({ queues }, queue === undefined ? {} : { queue });
  expect(chosen()).toEqual(queues);
  expect(chosen('tabs').map(({ name }) => name)).toEqual(['tabs']);
  expect(() => chosen('fax')).toThrow(
    new Failure('usage', "--queue should be one of orders, tabs, pickups, receipts, deliveries, got 'fax'"),
  );
});
