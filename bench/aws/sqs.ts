import { createHash, randomUUID } from 'node:crypto';
import type { Answer } from './dynamodb.ts';

export type QueueMessage = { readonly messageId: string; readonly body: string };

export type SentMessage = { readonly queueUrl: string; readonly body: string };

type Entry = { readonly Id: string; readonly ReceiptHandle: string };
type Input = {
  readonly QueueUrl: string;
  readonly MessageBody?: string;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly Entry[];
};

/** A small SQS: one queue that a poller receives from, and queues that take messages. */
export const createSqs = () => {
  const sent: SentMessage[] = [];
  const deleted = new Set<string>();
  const waiting: (readonly QueueMessage[])[] = [];
  const polls: ((messages: readonly QueueMessage[]) => void)[] = [];

  const deliver = (messages: readonly QueueMessage[]): void => {
    const answer = polls.shift();
    if (answer) answer(messages);
    else waiting.push(messages);
  };

  /** A long poll waits for messages without end. */
  const receive = async (): Promise<Answer> => {
    const messages = waiting.shift() ?? (await new Promise<readonly QueueMessage[]>((resolve) => polls.push(resolve)));
    return { status: 200, body: { Messages: messages.map(received) } };
  };

  const operations: Readonly<Record<string, (input: Input) => unknown>> = {
    SendMessage: ({ QueueUrl, MessageBody = '' }) => {
      sent.push({ queueUrl: QueueUrl, body: MessageBody });
      return { MessageId: randomUUID(), MD5OfMessageBody: md5(MessageBody) };
    },
    DeleteMessage: ({ ReceiptHandle = '' }) => {
      deleted.add(ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: ({ Entries = [] }) => {
      for (const { ReceiptHandle } of Entries) deleted.add(ReceiptHandle);
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    GetQueueAttributes: () => ({
      Attributes: {
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
      },
    }),
    ChangeMessageVisibility: () => ({}),
    ChangeMessageVisibilityBatch: ({ Entries = [] }) => ({
      Successful: Entries.map(({ Id }) => ({ Id })),
      Failed: [],
    }),
  };

  return {
    sent,
    deleted,
    deliver,
    /** Answers a call. @throws Error if this queue does not know it */
    call: (operation: string, input: Input): Answer | Promise<Answer> => {
      if (operation === 'ReceiveMessage') return receive();
      const run = operations[operation];
      if (!run) throw new Error(`SQS should know ${Object.keys(operations).join(', ')}, got '${operation}'`);
      return { status: 200, body: run(input) };
    },
    clear: (): void => {
      sent.length = 0;
      deleted.clear();
    },
  };
};

/** The receipt handle of a message is its id. */
const received = ({ messageId, body }: QueueMessage) => ({
  MessageId: messageId,
  ReceiptHandle: messageId,
  Body: body,
  MD5OfBody: md5(body),
});

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
