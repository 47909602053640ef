import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { OrderMessage } from '../order/message.ts';
import type { QueueUrls } from '../order/optional-queues.ts';
import { type Route, routeOf } from '../order/route.ts';
import { asciiJson } from './ascii-json.ts';
import type { ClaimCheck } from './claim-check.ts';
import { callService } from './service-error.ts';
import { traceHeader } from './trace-header.ts';

/** A sent order: where its lines are (in its message, or in S3 with the whole body), and the id that SQS gave to its message. */
export type Sent = { readonly lines: 'in-message' | 'in-s3'; readonly messageId: string | undefined };

/** Sends accepted orders to their queues. */
export type OrderQueue = {
  /** Sends an order to its queue. SQS may have taken the message even if it rejects. @throws ServiceError */
  send(message: OrderMessage): Promise<Sent>;
};

export type OrderEntriesDeps = {
  readonly claimCheck: Pick<ClaimCheck, 'storeBody'>;
  /** Bodies above this many bytes stay in S3. */
  readonly offloadAboveBytes: number;
  readonly now: () => number;
};

export type OrderQueueDeps = OrderEntriesDeps & {
  readonly client: SQSClient;
  readonly queueUrls: QueueUrls;
};

export function createOrderQueue({ client, queueUrls, ...deps }: OrderQueueDeps): OrderQueue {
  const createEntry = createOrderEntries(deps);
  return {
    send: async (message) => {
      const { queue, input, lines } = await createEntry(message);
      const send = new SendMessageCommand({ QueueUrl: queueUrls[queue], ...input });
      const { MessageId: messageId } = await callService('sqs', 'SendMessage', client.send(send));
      return { lines, messageId };
    },
  };
}

/** A message as SQS takes it, alone or in a batch, and its queue. */
export type OrderEntry = {
  readonly queue: Route['queue'];
  readonly input: Omit<SendMessageCommandInput, 'QueueUrl'> & { readonly MessageBody: string };
  readonly lines: Sent['lines'];
};

/** Creates the entries of orders. The body of a long order goes to S3 first. @throws ServiceError */
export const createOrderEntries =
  ({ claimCheck, offloadAboveBytes, now }: OrderEntriesDeps) =>
  async (message: OrderMessage): Promise<OrderEntry> => {
    const whole = asciiJson(message);
    const { body, attributes } =
      whole.length > offloadAboveBytes ? await claimCheck.storeBody(whole, message) : { body: whole, attributes: {} };
    const route = routeOf(message, now());
    return {
      queue: route.queue,
      input: {
        ...inputOf(route),
        MessageBody: body,
        MessageAttributes: { ...attributes, contentType: { DataType: 'String', StringValue: 'application/json' } },
        ...traceHeader(process.env._X_AMZN_TRACE_ID),
      },
      lines: body === whole ? 'in-message' : 'in-s3',
    };
  };

const inputOf = (route: Route): Omit<SendMessageCommandInput, 'QueueUrl' | 'MessageBody'> => {
  const input = { MessageGroupId: route.group };
  if (route.queue === 'tabs') return { ...input, MessageDeduplicationId: route.deduplicationId };
  return route.queue === 'pickups' ? { ...input, DelaySeconds: route.delaySeconds } : input;
};
