import type { Random } from '../engine/random.ts';
import type { QueuedMessage, QueueStorage } from './message.ts';

/** A standard queue: any message may come next, and now and then one comes twice at a time. */
export const createStandardStorage = (random: Random, twice: () => boolean): QueueStorage => {
  const visible: QueuedMessage[] = [];
  const prune = (): void => {
    while (visible.at(-1)?.deleted) visible.pop();
  };
  return {
    add: (message) => visible.push(message),
    remove: () => undefined, // it is passed over when its turn comes
    show: (message) => visible.push(message),
    ready: () => {
      prune();
      return visible.length > 0;
    },
    take: (most) => {
      const taken: QueuedMessage[] = [];
      while (taken.length < most && visible.length > 0) {
        const at = random.between(0, visible.length - 1);
        const message = visible[at];
        const last = visible.pop();
        if (last && at < visible.length) visible[at] = last;
        if (!message || message.deleted || taken.includes(message)) continue;
        message.inFlight = true;
        taken.push(message);
        if (twice()) visible.unshift(message);
      }
      return taken;
    },
  };
};

/** A FIFO queue: a group's messages in order, and none of them while another of the group is in flight. */
export const createFifoStorage = (random: Random): QueueStorage => {
  const groups = new Map<string, QueuedMessage[]>();
  const groupOf = ({ group = '' }: QueuedMessage): QueuedMessage[] => groups.get(group) ?? [];
  const free = (): QueuedMessage[][] => [...groups.values()].filter((group) => !group.some(({ inFlight }) => inFlight));
  return {
    add: (message) => groups.set(message.group ?? '', [...groupOf(message), message]),
    remove: (message) => {
      const left = groupOf(message).filter((other) => other !== message);
      if (left.length > 0) groups.set(message.group ?? '', left);
      else groups.delete(message.group ?? '');
    },
    show: () => undefined, // it is where it was
    ready: () => free().length > 0,
    take: (most) => {
      const taken: QueuedMessage[] = [];
      for (const group of free().sort(() => random.next() - 0.5)) {
        const some = group.slice(0, random.between(1, most));
        taken.push(...some.slice(0, most - taken.length));
        if (taken.length === most) break;
      }
      for (const message of taken) message.inFlight = true;
      return taken;
    },
  };
};
