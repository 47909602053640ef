import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchCommandInput,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { Random } from '../engine/random.ts';
import { type QueuedMessage, type QueueStorage, readReceiptHandle, receiptHandleOf } from './message.ts';
import { createFifoStorage, createStandardStorage } from './queue-storage.ts';

export type QueueDeclaration = {
  /** Ends in `.fifo` where it is one. */
  readonly name: string;
  readonly visibilityMilliseconds: number;
  readonly maxReceiveCount: number;
  readonly dlq?: string;
};

export type SqsModel = {
  /** Carries a command out. Throws what the SDK throws. */
  execute(command: unknown): unknown;
  /** Up to so many messages that are in flight from then on. */
  receive(queue: string, most: number): QueuedMessage[];
  /** Whether there is a message to receive. */
  ready(queue: string): boolean;
  /** Deletes a message by its receipt handle, as well as SQS does. */
  remove(queue: string, receiptHandle: string): void;
  /** Moves what a dead-letter queue holds back to its source, as a message move task does. */
  redrive(dlq: string, source: string): void;
  /** All messages that a queue holds. */
  messages(queue: string): readonly QueuedMessage[];
};

export type SqsModelDeps = {
  readonly queues: readonly QueueDeclaration[];
  readonly random: Random;
  readonly now: () => number;
  readonly after: (milliseconds: number, happen: () => void) => void;
  /** Whether a standard queue hands a message out twice at a time. */
  readonly twice: () => boolean;
  /** Whether a receipt handle that is not the last one still works: SQS promises neither. */
  readonly oldHandleWorks: () => boolean;
  /** A message may be received from now on. */
  readonly onVisible: (queue: string) => void;
  readonly onAdded: (queue: string, message: QueuedMessage) => void;
  readonly onRemoved: (queue: string, message: QueuedMessage) => void;
};

const DEDUPLICATION_MILLISECONDS = 5 * 60 * 1000;

type Queue = QueueDeclaration & {
  readonly storage: QueueStorage;
  readonly messages: Map<string, QueuedMessage>;
  /** Until when a deduplication id of a group is known, and the message that it was of. */
  readonly known: Map<string, { readonly id: string; readonly until: number }>;
};

const isFifo = ({ name }: Pick<QueueDeclaration, 'name'>): boolean => name.endsWith('.fifo');

/** SQS as far as the functions and their event source mappings use it. */
export const createSqsModel = (deps: SqsModelDeps): SqsModel => {
  const { random, now, after, onVisible, onAdded, onRemoved } = deps;
  const queues = new Map<string, Queue>(
    deps.queues.map((declared) => {
      const storage = isFifo(declared) ? createFifoStorage(random) : createStandardStorage(random, deps.twice);
      return [declared.name, { ...declared, storage, messages: new Map(), known: new Map() }];
    }),
  );

  const queueAt = (url: string | undefined): Queue => {
    const found = queues.get(url?.split('/').at(-1) ?? '');
    if (found) return found;
    throw new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata: {} });
  };

  const add = (queue: Queue, message: QueuedMessage): void => {
    queue.messages.set(message.id, message);
    queue.storage.add(message);
    onAdded(queue.name, message);
    onVisible(queue.name);
  };

  const drop = (queue: Queue, message: QueuedMessage): void => {
    message.deleted = true;
    queue.messages.delete(message.id);
    queue.storage.remove(message);
    onRemoved(queue.name, message);
    if (isFifo(queue)) onVisible(queue.name);
  };

  /** The message is there again at a time, unless something has happened to it before. */
  const showAt = (queue: Queue, message: QueuedMessage, time: number): void => {
    const show = (): void => {
      if (message.deleted || !message.inFlight || message.hiddenUntil !== time) return;
      message.inFlight = false;
      queue.storage.show(message);
      onVisible(queue.name);
    };
    message.hiddenUntil = time;
    if (time <= now()) show();
    else after(time - now(), show);
  };

  const created = (body: string, attributes: QueuedMessage['attributes'], group?: string): QueuedMessage => {
    const fresh = { firstReceivedAt: undefined, receiveCount: 0, hiddenUntil: 0, inFlight: false, deleted: false };
    return { id: random.uuid(), body, attributes, group, sentAt: now(), ...fresh };
  };

  const send = (input: SendMessageCommandInput) => {
    const queue = queueAt(input.QueueUrl);
    const {
      MessageBody = '',
      MessageAttributes = {},
      MessageGroupId,
      MessageDeduplicationId,
      DelaySeconds = 0,
    } = input;
    const message = created(MessageBody, MessageAttributes, MessageGroupId);
    if (isFifo(queue)) {
      const known = `${MessageGroupId} ${MessageDeduplicationId}`;
      const earlier = queue.known.get(known);
      if (earlier && earlier.until > now()) return { MessageId: earlier.id };
      queue.known.set(known, { id: message.id, until: now() + DEDUPLICATION_MILLISECONDS });
    }
    if (DelaySeconds === 0) add(queue, message);
    else {
      queue.messages.set(message.id, message);
      onAdded(queue.name, message);
      message.inFlight = true;
      showAt(queue, message, now() + DelaySeconds * 1000);
    }
    return { MessageId: message.id };
  };

  const receive: SqsModel['receive'] = (name, most) => {
    const queue = queueAt(name);
    return queue.storage.take(most).flatMap((message) => {
      message.receiveCount += 1;
      message.firstReceivedAt ??= now();
      if (queue.dlq && message.receiveCount > queue.maxReceiveCount) {
        add(queueAt(queue.dlq), created(message.body, message.attributes, message.group));
        drop(queue, message);
        return [];
      }
      showAt(queue, message, now() + queue.visibilityMilliseconds);
      return [message];
    });
  };

  /** The message that a receipt handle is of, as far as it still works. */
  const held = (queue: Queue, handle: string): QueuedMessage | undefined => {
    const { id, receive: of } = readReceiptHandle(handle);
    const message = queue.messages.get(id);
    if (!message) return undefined;
    if (message.receiveCount === of && message.inFlight) return message;
    return !isFifo(queue) && deps.oldHandleWorks() ? message : undefined;
  };

  const remove: SqsModel['remove'] = (name, handle) => {
    const queue = queueAt(name);
    const message = held(queue, handle);
    if (message) drop(queue, message);
  };

  const changeVisibility = ({ QueueUrl, Entries = [] }: ChangeMessageVisibilityBatchCommandInput) => {
    const queue = queueAt(QueueUrl);
    const Failed: { Id: string; Code: string; SenderFault: boolean }[] = [];
    for (const { Id = '', ReceiptHandle = '', VisibilityTimeout = 0 } of Entries) {
      const message = held(queue, ReceiptHandle);
      if (message?.inFlight) showAt(queue, message, now() + VisibilityTimeout * 1000);
      else Failed.push({ Id, Code: 'InvalidParameterValue', SenderFault: true });
    }
    return { Successful: [], Failed };
  };

  const removeBatch = ({ QueueUrl = '', Entries = [] }: DeleteMessageBatchCommandInput) => {
    for (const { ReceiptHandle = '' } of Entries) remove(QueueUrl, ReceiptHandle);
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  };

  const hand = ({ QueueUrl = '', MaxNumberOfMessages = 1 }: ReceiveMessageCommandInput) => ({
    Messages: receive(QueueUrl, MaxNumberOfMessages).map((message) => ({
      MessageId: message.id,
      ReceiptHandle: receiptHandleOf(message),
      Body: message.body,
      Attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
      },
      MessageAttributes: message.attributes,
    })),
  });

  const count = (url: string | undefined) => {
    const all = [...queueAt(url).messages.values()];
    const hidden = all.filter(({ inFlight }) => inFlight).length;
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(all.length - hidden),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
      },
    };
  };

  return {
    receive,
    remove,
    ready: (name) => queueAt(name).storage.ready(),
    messages: (name) => [...queueAt(name).messages.values()],
    redrive: (dlq, source) => {
      for (const message of [...queueAt(dlq).messages.values()]) {
        const moved = created(message.body, message.attributes, message.group);
        add(queueAt(source), moved);
        drop(queueAt(dlq), message);
      }
    },
    execute: (command) => {
      if (command instanceof SendMessageCommand) return send(command.input);
      if (command instanceof ChangeMessageVisibilityBatchCommand) return changeVisibility(command.input);
      if (command instanceof ReceiveMessageCommand) return hand(command.input);
      if (command instanceof DeleteMessageBatchCommand) return removeBatch(command.input);
      if (command instanceof GetQueueAttributesCommand) return count(command.input.QueueUrl);
      throw new Error(`the model of SQS should know the command, got ${Object(command).constructor.name}`);
    },
  };
};
