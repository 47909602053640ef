import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OrderMessage } from '../order/message.ts';
import { earlyBy } from '../order/pickup.ts';
import type { ClaimCheck } from './claim-check.ts';

/** Where the lines of an order went: into its message, or into S3 with the whole body. */
export type Sent = { readonly lines: 'in-message' | 'in-s3' };

/** Puts accepted orders on their queue. */
export type OrderQueue = {
  /** Sends the order to the queue it belongs on. Throws what the SDK throws; the queue may have taken the message all the same. */
  send(message: OrderMessage): Promise<Sent>;
};

export type OrderQueueDeps = {
  readonly client: SQSClient;
  readonly claimCheck: Pick<ClaimCheck, 'check'>;
  /** Bodies above this many bytes stay in S3. */
  readonly offloadAboveBytes: number;
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

/** The message group of a tab: its orders stand in line. */
export const tabGroup = (tab: string): string => sha256(tab).slice(0, 32);

/**
 * Where an order waits. On a standard queue a message group asks for fairness; on FIFO, for order.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
const placeOf = ({ orderId, requestHash, order }: OrderMessage, deps: OrderQueueDeps) => {
  if (order.tab !== undefined)
    return {
      QueueUrl: deps.tabsQueueUrl,
      MessageGroupId: tabGroup(order.tab),
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

export const createOrderQueue = (deps: OrderQueueDeps): OrderQueue => ({
  send: async (message) => {
    const whole = JSON.stringify(message);
    const { body, attributes } =
      Buffer.byteLength(whole) > deps.offloadAboveBytes
        ? await deps.claimCheck.check(whole, message)
        : { body: whole, attributes: {} };
    await deps.client.send(
      new SendMessageCommand({
        ...placeOf(message, deps),
        MessageBody: body,
        MessageAttributes: { ...attributes, contentType: { DataType: 'String', StringValue: 'application/json' } },
        ...traceHeader(),
      }),
    );
    return { lines: body === whole ? 'in-message' : 'in-s3' };
  },
});
