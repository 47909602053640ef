import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** A message on a queue of the model. */
export type QueuedMessage = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly group: string | undefined;
  readonly sentAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
  /** Milliseconds since 1970 until which it is hidden: delayed, or in flight. */
  hiddenUntil: number;
  inFlight: boolean;
  deleted: boolean;
};

/** What a receive hands out: its receipt handle is of this receive alone. */
export type Received = { readonly message: QueuedMessage; readonly receiptHandle: string };

export const receiptHandleOf = ({ id, receiveCount }: QueuedMessage): string => `${id} ${receiveCount}`;

/** The id of the message that a receipt handle is of, and whether it is that of its last receive. */
export const readReceiptHandle = (handle: string): { readonly id: string; readonly receive: number } => {
  const [id = '', receive = ''] = handle.split(' ');
  return { id, receive: Number(receive) };
};

/** What holds a queue's messages in its kind of order. */
export type QueueStorage = {
  add(message: QueuedMessage): void;
  remove(message: QueuedMessage): void;
  /** Messages that may be handed out now, at most so many; they are in flight from then on. */
  take(most: number): QueuedMessage[];
  /** A message in flight may be handed out again. */
  show(message: QueuedMessage): void;
  /** Whether there is one to take. */
  ready(): boolean;
};
