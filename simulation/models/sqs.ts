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
import { createDeduplication, type Deduplicate } from './deduplication.ts';
import { type QueuedMessage, receiptHandleOf } from './message.ts';
import { createQueue, isFifo, type NewMessage, type Queue, type QueueDeclaration, type QueueDeps } from './queue.ts';
import { createFifoStorage, createStandardStorage } from './queue-storage.ts';

export type SqsModel = {
  /** Runs a command. Throws what the SDK throws. */
  execute(command: unknown): unknown;
  /** Receives up to this many messages. They are in flight from now on. */
  receive(queue: string, most: number): QueuedMessage[];
  /** Whether a message can be received. */
  ready(queue: string): boolean;
  /** Deletes the message of a receipt handle, if that handle still works. */
  remove(queue: string, receiptHandle: string): void;
  /** Moves all messages of a dead-letter queue back to its source, like a message move task. */
  redrive(dlq: string, source: string): void;
  /** All messages of a queue. */
  messages(queue: string): readonly QueuedMessage[];
};

export type SqsModelDeps = Omit<QueueDeps, 'storage' | 'newId' | 'deadLetter'> & {
  readonly queues: readonly QueueDeclaration[];
  readonly random: Random;
  /** Whether a standard queue delivers a message twice at the same time. */
  readonly deliversTwice: () => boolean;
};

/** SQS, as far as the functions and their event source mappings use it. */
export const createSqsModel = ({ queues: declarations, random, deliversTwice, ...deps }: SqsModelDeps): SqsModel => {
  const deadLetter = (dlq: string, message: NewMessage): void => move(message, queueAt(dlq));
  const queues = new Map<string, Queue>(
    declarations.map((declaration) => {
      const storage = isFifo(declaration) ? createFifoStorage(random) : createStandardStorage(random, deliversTwice);
      return [declaration.name, createQueue(declaration, { ...deps, storage, newId: random.uuid, deadLetter })];
    }),
  );
  const queueAt = (url: string | undefined): Queue => {
    const found = queues.get(url?.split('/').at(-1) ?? '');
    if (found) return found;
    throw new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata: {} });
  };
  const deduplicate = createDeduplication(deps.now);

  return {
    receive: (name, most) => queueAt(name).receive(most),
    remove: (name, receiptHandle) => removeByHandle(queueAt(name), receiptHandle),
    ready: (name) => queueAt(name).ready(),
    messages: (name) => queueAt(name).messages(),
    redrive: (dlq, source) => {
      for (const message of queueAt(dlq).messages()) {
        move(message, queueAt(source));
        queueAt(dlq).remove(message);
      }
    },
    execute: (command) => {
      if (command instanceof SendMessageCommand)
        return send(queueAt(command.input.QueueUrl), command.input, deduplicate);
      if (command instanceof ChangeMessageVisibilityBatchCommand)
        return changeVisibility(queueAt(command.input.QueueUrl), command.input);
      if (command instanceof ReceiveMessageCommand) return receive(queueAt(command.input.QueueUrl), command.input);
      if (command instanceof DeleteMessageBatchCommand)
        return removeBatch(queueAt(command.input.QueueUrl), command.input);
      if (command instanceof GetQueueAttributesCommand) return countMessages(queueAt(command.input.QueueUrl));
      throw new Error(`the model of SQS should know the command, got ${Object(command).constructor.name}`);
    },
  };
};

const move = ({ body, attributes, group }: NewMessage, queue: Queue): void =>
  queue.add(queue.create({ body, attributes, group }));

const send = (queue: Queue, input: SendMessageCommandInput, deduplicate: Deduplicate) => {
  const { MessageBody: body = '', MessageAttributes: attributes = {}, MessageGroupId: group, DelaySeconds = 0 } = input;
  const message = queue.create({ body, attributes, group });
  const earlier = queue.fifo && deduplicate(`${queue.name} ${group} ${input.MessageDeduplicationId}`, message.id);
  if (earlier) return { MessageId: earlier };
  if (DelaySeconds === 0) queue.add(message);
  else queue.addLater(message, DelaySeconds * 1000);
  return { MessageId: message.id };
};

const removeByHandle = (queue: Queue, receiptHandle: string): void => {
  const message = queue.find(receiptHandle);
  if (message) queue.remove(message);
};

const removeBatch = (queue: Queue, { Entries = [] }: DeleteMessageBatchCommandInput) => {
  for (const { ReceiptHandle = '' } of Entries) removeByHandle(queue, ReceiptHandle);
  return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
};

const changeVisibility = (queue: Queue, { Entries = [] }: ChangeMessageVisibilityBatchCommandInput) => {
  const Failed: { Id: string; Code: string; SenderFault: boolean }[] = [];
  for (const { Id = '', ReceiptHandle = '', VisibilityTimeout = 0 } of Entries) {
    const message = queue.find(ReceiptHandle);
    if (message?.inFlight) queue.hide(message, VisibilityTimeout * 1000);
    else Failed.push({ Id, Code: 'InvalidParameterValue', SenderFault: true });
  }
  return { Successful: [], Failed };
};

const receive = (queue: Queue, { MaxNumberOfMessages = 1 }: ReceiveMessageCommandInput) => ({
  Messages: queue.receive(MaxNumberOfMessages).map((message) => ({
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

const countMessages = (queue: Queue) => {
  const messages = queue.messages();
  const hidden = messages.filter(({ inFlight }) => inFlight).length;
  return {
    Attributes: {
      ApproximateNumberOfMessages: String(messages.length - hidden),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
    },
  };
};
