import { deliveryOf, fifoGroup, isFifo, queueName } from '../../../lambda/batch/sqs-record.ts';
import { sqsRecord } from '../../support/sqs.ts';

const onStandard = sqsRecord('{}', { messageId: 'm-1', group: 'ada', receiveCount: 3 });
const onFifo = sqsRecord('{}', { messageId: 'm-2', queue: 'tabs.fifo', group: 'table-7' });

it('reads how often and since when a message is delivered', () => {
  expect(deliveryOf(onStandard)).toEqual({
    record: onStandard,
    group: 'm-1',
    receiveCount: 3,
    sentAt: Number(onStandard.attributes.SentTimestamp),
    firstReceivedAt: Number(onStandard.attributes.ApproximateFirstReceiveTimestamp),
  });
});

it('counts the time of a record without system attributes from now', () => {
  const bare = {
    ...onStandard,
    attributes: { ...onStandard.attributes, SentTimestamp: '', ApproximateFirstReceiveTimestamp: '' },
  };
  const { sentAt, firstReceivedAt } = deliveryOf(bare);
  expect(firstReceivedAt).toBe(sentAt);
  expect(Math.abs(Date.now() - sentAt)).toBeLessThan(60_000);
});

it('groups the records of a FIFO queue by their message group, and no others', () => {
  expect(deliveryOf(onFifo).group).toBe('table-7');
  expect([fifoGroup(onFifo), fifoGroup(onStandard)]).toEqual(['table-7', undefined]);
});

it('knows a FIFO queue by the end of its name', () => {
  const odd = sqsRecord('{}', { queue: 'my.fifo-orders' });
  expect([onFifo, onStandard, odd].map(isFifo)).toEqual([true, false, false]);
});

it('names the queue of a record', () => {
  expect([onFifo, onStandard].map(queueName)).toEqual(['tabs.fifo', 'orders']);
});
