import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { parseFailure } from '../../lambda/operator/failure.ts';
import { pointerIn } from '../../lambda/order/claim-check.ts';
import { identityOfKey, pickupNumber } from '../../lambda/order/identity.ts';
import type { TargetQueue } from '../target/queues.ts';

/** The reason of a dead letter without the attribute `failure`: SQS itself moved it. */
export const NO_REASON = 'none';

/** A received message of a dead-letter queue. */
export type Letter = {
  readonly queue: TargetQueue;
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** The attributes that SQS itself keeps, such as `SentTimestamp` and `MessageGroupId`. */
  readonly system: Readonly<Record<string, string>>;
  /** When it was sent to the dead-letter queue, in milliseconds since 1970. One that SQS moved keeps the time of its first queue. */
  readonly sentAt: number;
  /** The code of its failure, or `none`. */
  readonly reason: string;
  /** The order that it is about; nothing if the body names none. */
  readonly order: { readonly orderId: string; readonly number: string } | undefined;
};

/** The text of the attribute `failure`. */
export const failureText = ({ attributes }: Pick<Letter, 'attributes'>): string | undefined =>
  attributes.failure?.StringValue;

export const letterOf = (queue: TargetQueue, message: Message): Letter => {
  const {
    MessageId = '',
    ReceiptHandle = '',
    Body = '',
    MessageAttributes: attributes = {},
    Attributes = {},
  } = message;
  const orderId = orderIdIn(Body);
  return {
    queue,
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes,
    system: Attributes,
    sentAt: Number(Attributes.SentTimestamp ?? 0),
    reason: parseFailure(failureText({ attributes }))?.code ?? NO_REASON,
    order: orderId === undefined ? undefined : { orderId, number: pickupNumber(orderId) },
  };
};

const MAX_ID = 100;

const namedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ orderId: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID)) }),
);

/** An order or an event names its order, even if the rest of it is invalid. A claim check names it in its key. */
const orderIdIn = (body: string): string | undefined => {
  const pointer = pointerIn(body);
  if (pointer) return identityOfKey(pointer.s3Key)?.orderId;
  const named = v.safeParse(namedSchema, body);
  return named.success ? named.output.orderId : undefined;
};
