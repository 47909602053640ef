import { randomUUID } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { aPlacedMessage, groupOf } from '../../../test/journey/support/messages.ts';
import { depth } from '../../../test/journey/support/orders.ts';
import type { Target } from '../../../test/journey/support/target.ts';
import { until } from '../../../test/journey/support/until.ts';

export type SentLetter = { readonly orderId: string; readonly body: string; readonly reason: string };

export type LetterOptions = {
  readonly reason: string;
  /** The tab of the order. Its dead letter is on the queue of tabs then. */
  readonly tab?: string;
};

/** The dead letter of a new order. */
export const aLetter = ({ reason, tab }: LetterOptions): SentLetter => {
  const message = aPlacedMessage({}, tab === undefined ? {} : { tab });
  return { orderId: message.orderId, body: asciiJson(message), reason };
};

/** The attributes of a quarantined message. */
export const failureAttributes = (code: string) => {
  const at = new Date().toISOString();
  const failure = { code, message: 'it should be in stock', sourceQueue: 'orders', messageId: randomUUID() };
  const text = JSON.stringify({ ...failure, receiveCount: 1, firstReceivedAt: at, quarantinedAt: at });
  return {
    contentType: { DataType: 'String', StringValue: 'application/json' },
    failure: { DataType: 'String', StringValue: text },
  };
};

/** Sends dead letters as a barista does when it quarantines. */
export const quarantine = async (
  { sqs, outputs }: Target,
  letters: readonly SentLetter[],
  tab?: string,
): Promise<void> => {
  const QueueUrl = tab === undefined ? outputs.OrdersDlqUrl : outputs.TabsDlqUrl;
  for (let at = 0; at < letters.length; at += 10) {
    const Entries = letters.slice(at, at + 10).map(({ body, reason }, n) => ({
      Id: String(n),
      MessageBody: body,
      MessageAttributes: failureAttributes(reason),
      ...(tab === undefined ? {} : { MessageGroupId: groupOf(tab), MessageDeduplicationId: randomUUID() }),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
};

/** Waits until a queue holds this many messages, visible or not. */
export const holds = (target: Target, queueUrl: string, count: number, seconds = 30) =>
  until(
    () => depth(target, queueUrl),
    (found) => found === count,
    { seconds },
  );

/** Waits until a queue hides no message. A command that was killed has hidden some for a while. */
export const noneHidden = ({ sqs }: Target, QueueUrl: string) =>
  until(
    async () =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [HIDDEN] }))).Attributes?.[HIDDEN],
    (hidden) => hidden === '0',
    { seconds: 60 },
  );
const HIDDEN = 'ApproximateNumberOfMessagesNotVisible';

/** A reason that only the letters of one test have. */
export const aReason = (): string => `test-${randomUUID().slice(0, 8)}`;

/** The messages that a queue shows now. They are visible again after two seconds. */
export const messagesOn = async ({ sqs }: Target, QueueUrl: string): Promise<Message[]> => {
  const seen: Message[] = [];
  for (let batch: Message[] = [{}]; batch.length > 0; seen.push(...batch)) {
    const receiving = new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 2, WaitTimeSeconds: 1 },
      ...{ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] },
    });
    batch = (await sqs.send(receiving)).Messages ?? [];
  }
  return seen;
};
