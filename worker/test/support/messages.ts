import type { Message } from '@aws-sdk/client-sqs';
import { sourceOf } from '../../source.ts';

export const orders = sourceOf('orders', 'https://sqs.eu-central-1.amazonaws.com/1/orders', 'eu-central-1');

/** A received message. Its id names it in assertions. */
export const aMessage = (MessageId: string, Body = '{"v":1}'): Message => ({
  MessageId,
  ReceiptHandle: `receipt of ${MessageId}`,
  Body,
  Attributes: { ApproximateReceiveCount: '1' },
});

/** A received poison pill. */
export const aPill = (MessageId: string): Message => aMessage(MessageId, '{ "v": 1, "type": "worker.stop" }');
