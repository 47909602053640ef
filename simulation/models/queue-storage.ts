import type { Random } from '../engine/random.ts';
import type { QueuedMessage, QueueStorage } from './message.ts';

/** A standard queue: messages come in any order, and `deliversTwice` decides whether one is delivered twice at the same time. */
export const createStandardStorage = (random: Random, deliversTwice: () => boolean): QueueStorage => {
  const visible: QueuedMessage[] = [];

  const takeOne = (): QueuedMessage | undefined => {
    const index = random.between(0, visible.length - 1);
    const message = visible[index];
    const last = visible.pop();
    if (last && index < visible.length) visible[index] = last;
    return message;
  };

  return {
    add: (message) => visible.push(message),
    remove: () => undefined, // `take` skips deleted messages
    show: (message) => visible.push(message),
    ready: () => {
      while (visible.at(-1)?.deleted) visible.pop();
      return visible.length > 0;
    },
    take: (most) => {
      const taken: QueuedMessage[] = [];
      while (taken.length < most && visible.length > 0) {
        const message = takeOne();
        if (!message || message.deleted || taken.includes(message)) continue;
        message.inFlight = true;
        taken.push(message);
        if (deliversTwice()) visible.unshift(message);
      }
      return taken;
    },
  };
};

/** A FIFO queue: the messages of a group stay in order. A group with a message in flight delivers nothing. */
export const createFifoStorage = (random: Random): QueueStorage => {
  const groups = new Map<string, QueuedMessage[]>();
  const groupOf = ({ group = '' }: QueuedMessage): QueuedMessage[] => groups.get(group) ?? [];
  const freeGroups = (): QueuedMessage[][] =>
    [...groups.values()].filter((group) => !group.some(({ inFlight }) => inFlight));
  return {
    add: (message) => groups.set(message.group ?? '', [...groupOf(message), message]),
    remove: (message) => {
      const rest = groupOf(message).filter((other) => other !== message);
      if (rest.length > 0) groups.set(message.group ?? '', rest);
      else groups.delete(message.group ?? '');
    },
    show: () => undefined, // the message kept its place
    ready: () => freeGroups().length > 0,
    take: (most) => {
      const taken: QueuedMessage[] = [];
      for (const group of freeGroups().sort(() => random.next() - 0.5)) {
        const batch = group.slice(0, random.between(1, most));
        taken.push(...batch.slice(0, most - taken.length));
        if (taken.length === most) break;
      }
      for (const message of taken) message.inFlight = true;
      return taken;
    },
  };
};
