import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { pointerIn } from '../../lambda/order/claim-check.ts';
import type { Target } from '../journey/support/target.ts';

/** The orders of a customer, and an address that other orders can have. */
export type Wanted = { readonly orderIds: readonly string[]; readonly email?: string; readonly orderId?: string };

/** Long enough to read a dead-letter queue to its end. The messages of other customers are visible again after it. */
const HIDDEN_SECONDS = 120;

/** Deletes the dead letters about a customer. Returns their number. */
export const deleteDeadLetters = async (shop: Target, wanted: Wanted): Promise<number> => {
  const { OrdersDlqUrl, TabsDlqUrl, PickupsDlqUrl } = shop.outputs;
  let count = 0;
  for (const QueueUrl of [OrdersDlqUrl, TabsDlqUrl, PickupsDlqUrl])
    for await (const message of messagesOn(shop, QueueUrl)) {
      if (!isAbout(await bodyOf(shop, message), wanted)) continue;
      await shop.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      count += 1;
    }
  return count;
};

/** Receives each message of a queue once. SQS can answer an empty batch too early, so three of them end it. */
async function* messagesOn({ sqs }: Target, QueueUrl: string): AsyncGenerator<Message> {
  const limits = { MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: HIDDEN_SECONDS };
  for (let empty = 0; empty < 3; ) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...limits }));
    empty = Messages.length === 0 ? empty + 1 : 0;
    yield* Messages;
  }
}

/** The body of a message, or that of the object to which it points. */
const bodyOf = async ({ s3 }: Target, { Body = '' }: Message): Promise<string> => {
  const pointer = pointerIn(Body);
  if (!pointer) return Body;
  const get = new GetObjectCommand({ Bucket: pointer.s3BucketName, Key: pointer.s3Key });
  const text = await s3.send(get).then(
    (object) => object.Body?.transformToString(),
    (error: unknown) => {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    },
  );
  return `${Body} ${text}`;
};

/** A dead letter can be malformed, so its text is searched. The cashier escapes no character of an address or an id. */
const isAbout = (text: string, { orderIds, email, orderId }: Wanted): boolean =>
  [...orderIds, orderId, email && JSON.stringify(email)].some((part) => part !== undefined && text.includes(part));
