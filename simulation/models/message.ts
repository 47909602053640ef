import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** A message on a queue. Times are in milliseconds since 1970. */
export type QueuedMessage = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly group: string | undefined;
  readonly sentAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
  /** When a delayed message or a message in flight becomes visible. */
  hiddenUntil: number;
  /** Received and not deleted, or still delayed. */
  inFlight: boolean;
  deleted: boolean;
};

/** The receipt handle of a message's last receive. */
export const receiptHandleOf = ({ id, receiveCount }: QueuedMessage): string => `${id} ${receiveCount}`;

/** The message id of a receipt handle, and the receive count that it stands for. */
export const readReceiptHandle = (handle: string): { readonly id: string; readonly receiveCount: number } => {
  const [id = '', receiveCount = ''] = handle.split(' ');
  return { id, receiveCount: Number(receiveCount) };
};

/** Keeps the messages of one queue in the order of its kind. */
export type QueueStorage = {
  add(message: QueuedMessage): void;
  remove(message: QueuedMessage): void;
  /** Takes visible messages, at most this many. They are in flight from now on. */
  take(most: number): QueuedMessage[];
  /** A message in flight becomes visible. */
  show(message: QueuedMessage): void;
  /** Whether a message can be taken. */
  ready(): boolean;
};
