import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { OrderMessage } from '../order/message.ts';
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

export type OrderQueueDeps = {
  readonly client: SQSClient;
  readonly claimCheck: Pick<ClaimCheck, 'storeBody'>;
  /** Bodies above this many bytes stay in S3. */
  readonly offloadAboveBytes: number;
  readonly queueUrls: Readonly<Record<Route['queue'], string>>;
  readonly now: () => number;
};

export function createOrderQueue({
  client,
  claimCheck,
  offloadAboveBytes,
  queueUrls,
  now,
}: OrderQueueDeps): OrderQueue {
  return {
    send: async (message) => {
      const whole = asciiJson(message);
      const { body, attributes } =
        whole.length > offloadAboveBytes ? await claimCheck.storeBody(whole, message) : { body: whole, attributes: {} };
      const send = new SendMessageCommand({
        ...inputOf(routeOf(message, now())),
        MessageBody: body,
        MessageAttributes: { ...attributes, contentType: { DataType: 'String', StringValue: 'application/json' } },
        ...traceHeader(process.env._X_AMZN_TRACE_ID),
      });
      const { MessageId: messageId } = await callService('sqs', 'SendMessage', client.send(send));
      return { lines: body === whole ? 'in-message' : 'in-s3', messageId };
    },
  };

  function inputOf(route: Route): Omit<SendMessageCommandInput, 'MessageBody'> {
    const input = { QueueUrl: queueUrls[route.queue], MessageGroupId: route.group };
    if (route.queue === 'tabs') return { ...input, MessageDeduplicationId: route.deduplicationId };
    return route.queue === 'pickups' ? { ...input, DelaySeconds: route.delaySeconds } : input;
  }
}
