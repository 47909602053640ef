import { createHash } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OrderMessage } from '../order/message.ts';
import { earlyBy } from '../order/pickup.ts';

/** Puts accepted orders on their queue. */
export type OrderQueue = {
  /** Sends the order to the queue it belongs on. Throws what the SDK throws; the queue may have taken the message all the same. */
  send(message: OrderMessage): Promise<void>;
  /** How many messages each queue holds by its own estimate: waiting, delayed, or being worked on. */
  depths(): Promise<{ readonly orders: number; readonly tabs: number; readonly pickups: number }>;
};

export type OrderQueueDeps = {
  readonly client: SQSClient;
  readonly ordersQueueUrl: string;
  readonly tabsQueueUrl: string;
  readonly pickupsQueueUrl: string;
  readonly now: () => number;
};

/** SQS's most. A barista that receives the message still early hides it for the rest. */
const MOST_DELAY_SECONDS = 900;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** 16 bits of a hash of the e-mail: enough to be fair among customers, too little to tell who. */
const tenant = (email: string): string => sha256(email.toLowerCase()).slice(0, 4);

/**
 * Where an order waits. On a standard queue a message group asks for fairness; on FIFO, for order.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
const placeOf = ({ orderId, requestHash, order }: OrderMessage, deps: OrderQueueDeps) => {
  if (order.tab !== undefined)
    return {
      QueueUrl: deps.tabsQueueUrl,
      MessageGroupId: sha256(order.tab).slice(0, 32),
      MessageDeduplicationId: sha256(orderId + requestHash),
    };
  const MessageGroupId = tenant(order.customer.email);
  if (order.pickupAt === undefined) return { QueueUrl: deps.ordersQueueUrl, MessageGroupId };
  const DelaySeconds = Math.min(MOST_DELAY_SECONDS, Math.ceil(earlyBy(order.pickupAt, deps.now()) / 1000));
  return { QueueUrl: deps.pickupsQueueUrl, MessageGroupId, DelaySeconds };
};

const traceHeader = () => {
  const trace = process.env._X_AMZN_TRACE_ID;
  return trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } } : {};
};

const DEPTHS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

export const createOrderQueue = (deps: OrderQueueDeps): OrderQueue => {
  const depth = async (QueueUrl: string): Promise<number> => {
    const { Attributes = {} } = await deps.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...DEPTHS] }),
    );
    return DEPTHS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
  return {
    send: async (message) => {
      await deps.client.send(
        new SendMessageCommand({
          ...placeOf(message, deps),
          MessageBody: JSON.stringify(message),
          MessageAttributes: { contentType: { DataType: 'String', StringValue: 'application/json' } },
          ...traceHeader(),
        }),
      );
    },
    depths: async () => {
      const urls = [deps.ordersQueueUrl, deps.tabsQueueUrl, deps.pickupsQueueUrl] as const;
      const [orders = 0, tabs = 0, pickups = 0] = await Promise.all(urls.map(depth));
      return { orders, tabs, pickups };
    },
  };
};
