import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

const LIMIT_SECONDS = 30;
const failureSchema = v.pipe(v.string(), v.parseJson(), v.object({ code: v.string(), receiveCount: v.number() }));

/** A message in the dead-letter queue of `orders`, and why it is there. */
export type DeadLetter = {
  readonly message: Message;
  readonly body: string;
  readonly code: string;
  /** How often SQS had delivered the message when it was quarantined. */
  readonly receiveCount: number;
};

/** Waits for a dead letter whose body holds a text. It stays visible to others. */
export const findDeadLetter = async ({ shop, signal }: Scene, text: string): Promise<DeadLetter> => {
  const find = async (): Promise<DeadLetter | undefined> => {
    const { Messages = [] } = await shop.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: shop.outputs.OrdersDlqUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    const message = Messages.find(({ Body = '' }) => Body.includes(text));
    return message && readDeadLetter(message);
  };
  const what = 'the message is in the dead-letter queue';
  const found = await until(find, (letter) => letter !== undefined, { what, seconds: LIMIT_SECONDS, signal });
  if (!found) throw new Error(`${what}: expected one, got none`);
  return found;
};

const readDeadLetter = (message: Message): DeadLetter => ({
  ...{ message, body: message.Body ?? '' },
  ...v.parse(failureSchema, message.MessageAttributes?.failure?.StringValue),
});

/** Sends a dead letter back to `orders` without its `failure`, and only then deletes it: a crash in between loses nothing. */
export const redrive = async ({ shop }: Scene, { message, body }: DeadLetter): Promise<void> => {
  const { OrdersQueueUrl, OrdersDlqUrl } = shop.outputs;
  const { failure: _reason, ...MessageAttributes } = message.MessageAttributes ?? {};
  await shop.sqs.send(new SendMessageCommand({ QueueUrl: OrdersQueueUrl, MessageBody: body, MessageAttributes }));
  await shop.sqs.send(new DeleteMessageCommand({ QueueUrl: OrdersDlqUrl, ReceiptHandle: message.ReceiptHandle }));
};
