import type { Message } from '@aws-sdk/client-sqs';
import { sourceOf } from '../source.ts';
import { toRecord } from '../sqs-event.ts';

const tabs = sourceOf('tabs', 'https://sqs.eu-central-1.amazonaws.com/123456789012/tabs.fifo', 'eu-central-1');

const received: Message = {
  MessageId: 'message-1',
  ReceiptHandle: 'receipt-1',
  Body: '{"v":1}',
  MD5OfBody: 'a1',
  MD5OfMessageAttributes: 'b2',
  Attributes: {
    ApproximateReceiveCount: '3',
    SentTimestamp: '1795251600000',
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: '1795251600100',
    AWSTraceHeader: 'Root=1-2-3',
    MessageGroupId: 'tab-1',
    MessageDeduplicationId: 'order-1',
    SequenceNumber: '18870',
  },
  MessageAttributes: {
    contentType: { DataType: 'String', StringValue: 'application/json' },
    ExtendedPayloadSize: { DataType: 'Number', StringValue: '300000' },
    signature: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
  },
};

it('passes a message on as Lambda does, with its system attributes, attributes and sums', () => {
  const lists = { stringListValues: [], binaryListValues: [] };
  expect(toRecord(received, tabs)).toEqual({
    messageId: 'message-1',
    receiptHandle: 'receipt-1',
    body: '{"v":1}',
    attributes: received.Attributes,
    messageAttributes: {
      contentType: { dataType: 'String', stringValue: 'application/json', ...lists },
      ExtendedPayloadSize: { dataType: 'Number', stringValue: '300000', ...lists },
      signature: { dataType: 'Binary', binaryValue: 'AQL/', ...lists },
    },
    md5OfBody: 'a1',
    md5OfMessageAttributes: 'b2',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:tabs.fifo',
    awsRegion: 'eu-central-1',
  });
});

it('passes on a message without attributes', () => {
  const { Attributes, MessageAttributes, MD5OfMessageAttributes, ...bare } = received;
  const record = toRecord(bare, tabs);
  expect(record.messageAttributes).toEqual({});
  expect(record.attributes.ApproximateReceiveCount).toBe('1');
  expect(record).not.toHaveProperty('md5OfMessageAttributes');
});

it.each([
  ['eu-central-1', 'arn:aws:sqs:eu-central-1:1:orders'],
  ['cn-north-1', 'arn:aws-cn:sqs:cn-north-1:1:orders'],
  ['us-gov-west-1', 'arn:aws-us-gov:sqs:us-gov-west-1:1:orders'],
])('derives the ARN of a queue in %s from its URL', (region, arn) => {
  expect(sourceOf('orders', 'https://sqs.example.org/1/orders', region).arn).toBe(arn);
});
