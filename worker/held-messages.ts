import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { callService, entryError } from '../lambda/aws/service-error.ts';
import { describe, type Log } from '../lambda/log.ts';
import type { Source } from './source.ts';

/** What the worker does with messages that it holds and does not pass to the barista. It never throws. */
export type HeldMessages = {
  /** Returns whether SQS confirmed the deletion. */
  remove(source: Source, message: Message): Promise<boolean>;
  /** Makes messages visible again at once, for another worker. If it fails, they are visible after their visibility timeout. */
  giveBack(source: Source, messages: readonly Message[]): Promise<void>;
};

export const createHeldMessages = ({
  client,
  log,
}: {
  readonly client: SQSClient;
  readonly log: Log;
}): HeldMessages => ({
  remove: async ({ name, url: QueueUrl }, { MessageId: messageId, ReceiptHandle }) => {
    try {
      await callService('sqs', 'DeleteMessage', client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
      return true;
    } catch (error) {
      log('warn', 'pill.not-deleted', { messageId, queue: name, ...describe(error) });
      return false;
    }
  },
  giveBack: async ({ name, url: QueueUrl }, messages) => {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
    const change = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
    const call = { service: 'sqs', operation: 'ChangeMessageVisibilityBatch' } as const;
    try {
      const { Failed = [] } = await callService(call.service, call.operation, client.send(change));
      const given = messages.length - Failed.length;
      if (given > 0) log('info', 'messages.given-back', { queue: name, messages: given });
      if (Failed.length > 0)
        log('warn', 'messages.not-given-back', {
          queue: name,
          messages: Failed.length,
          ...describe(entryError(call, Failed)),
        });
    } catch (error) {
      log('warn', 'messages.not-given-back', { queue: name, messages: messages.length, ...describe(error) });
    }
  },
});
