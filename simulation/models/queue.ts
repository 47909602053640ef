import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { type QueuedMessage, type QueueStorage, readReceiptHandle } from './message.ts';

export type QueueDeclaration = {
  /** Ends in `.fifo` for a FIFO queue. */
  readonly name: string;
  readonly visibilityMilliseconds: number;
  readonly maxReceiveCount: number;
  /** The name of its dead-letter queue. */
  readonly dlq?: string;
};

/** The options of a sent message. */
export type NewMessage = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly group: string | undefined;
};

export type QueueDeps = {
  readonly storage: QueueStorage;
  readonly now: () => number;
  readonly after: (milliseconds: number, event: () => void) => void;
  readonly newId: () => string;
  /** Whether an older receipt handle of a standard queue still works. SQS does not document it. */
  readonly oldHandleWorks: () => boolean;
  /** Whether a message goes to the dead-letter queue at its second receive or later, as with a lower `maxReceiveCount`. */
  readonly givesUp: () => boolean;
  /** Moves a message that exceeded `maxReceiveCount` to the dead-letter queue. */
  readonly deadLetter: (dlq: string, message: NewMessage) => void;
  /** A message may be received from now on. */
  readonly onVisible: (queue: string) => void;
  readonly onAdded: (queue: string, message: QueuedMessage) => void;
  readonly onRemoved: (queue: string, message: QueuedMessage) => void;
  /** Somebody hides a message in flight for this long. */
  readonly onHidden: (queue: string, message: QueuedMessage, milliseconds: number) => void;
};

export const isFifo = ({ name }: Pick<QueueDeclaration, 'name'>): boolean => name.endsWith('.fifo');

/** One queue of SQS. */
export const createQueue = (declaration: QueueDeclaration, deps: QueueDeps) => {
  const { name, visibilityMilliseconds, maxReceiveCount, dlq } = declaration;
  const { storage, now, after, newId, oldHandleWorks, givesUp, deadLetter, onVisible, onAdded, onRemoved, onHidden } =
    deps;
  const fifo = isFifo(declaration);
  const messages = new Map<string, QueuedMessage>();

  const create = (message: NewMessage): QueuedMessage => {
    const initial = { firstReceivedAt: undefined, receiveCount: 0, hiddenUntil: 0, inFlight: false, deleted: false };
    return { id: newId(), ...message, sentAt: now(), ...initial };
  };

  /** Makes the message visible at a time, unless something else happens to it before. */
  const showAt = (message: QueuedMessage, time: number): void => {
    const show = (): void => {
      if (message.deleted || !message.inFlight || message.hiddenUntil !== time) return;
      message.inFlight = false;
      storage.show(message);
      onVisible(name);
    };
    message.hiddenUntil = time;
    if (time <= now()) show();
    else after(time - now(), show);
  };

  const remove = (message: QueuedMessage): void => {
    message.deleted = true;
    messages.delete(message.id);
    storage.remove(message);
    onRemoved(name, message);
    if (fifo) onVisible(name); // the rest of its group
  };

  return {
    name,
    fifo,
    create,
    remove,
    messages: (): readonly QueuedMessage[] => [...messages.values()],
    ready: () => storage.ready(),

    add: (message: QueuedMessage): void => {
      messages.set(message.id, message);
      storage.add(message);
      onAdded(name, message);
      onVisible(name);
    },

    addLater: (message: QueuedMessage, milliseconds: number): void => {
      messages.set(message.id, message);
      onAdded(name, message);
      message.inFlight = true;
      showAt(message, now() + milliseconds);
    },

    receive: (most: number): QueuedMessage[] =>
      storage.take(most).flatMap((message) => {
        message.receiveCount += 1;
        message.firstReceivedAt ??= now();
        if (dlq && (message.receiveCount > maxReceiveCount || (message.receiveCount > 1 && givesUp()))) {
          deadLetter(dlq, message);
          remove(message);
          return [];
        }
        showAt(message, now() + visibilityMilliseconds);
        return [message];
      }),

    /** The message of a receipt handle, if that handle still works. */
    find: (handle: string): QueuedMessage | undefined => {
      const { id, receiveCount } = readReceiptHandle(handle);
      const message = messages.get(id);
      if (!message) return undefined;
      if (message.receiveCount === receiveCount && message.inFlight) return message;
      return !fifo && oldHandleWorks() ? message : undefined;
    },

    hide: (message: QueuedMessage, milliseconds: number): void => {
      onHidden(name, message, milliseconds);
      showAt(message, now() + milliseconds);
    },
  };
};

export type Queue = ReturnType<typeof createQueue>;
