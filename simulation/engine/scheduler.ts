import { setImmediate } from 'node:timers/promises';

/** Virtual time: nothing waits, and what is to happen next is always the same. */
export type Scheduler = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Has something happen so many milliseconds from now; what is due at the same time happens in the order in which it was asked for. */
  after(milliseconds: number, happen: () => void): void;
  /** Says that what happens now has set code going that awaits something: it goes on before anything else happens. */
  awake(): void;
  /** Lets things happen one by one until nothing is left, with a look after each. Rejects with the first error that is thrown. */
  run(look: () => void): Promise<void>;
};

type Event = { readonly time: number; readonly sequence: number; readonly happen: () => void };

const before = (a: Event, b: Event): boolean => a.time < b.time || (a.time === b.time && a.sequence < b.sequence);

/** A binary heap, the earliest event on top. */
const createHeap = () => {
  const heap: Event[] = [];
  const at = (index: number): Event | undefined => heap[index];

  const push = (event: Event): void => {
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = at(parent);
      if (!above || before(above, event)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  };

  const pop = (): Event | undefined => {
    const [top] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = at(2 * index + 1);
      const right = at(2 * index + 2);
      const child = left && right && before(right, left) ? right : left;
      if (!child || before(last, child)) break;
      heap[index] = child;
      index = child === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = last;
    return top;
  };

  return { push, pop };
};

/**
 * Goes on when all that was set going has come to an await of its own: Node.js works its microtasks off, those that come up
 * meanwhile too, before it takes the next tick that one of them has asked for. A turn of the event loop does the same, and
 * takes several times as long.
 * @see https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 */
const afterAllAwaits = (go: () => void): void => queueMicrotask(() => process.nextTick(go));

export const createScheduler = (start: number): Scheduler => {
  const { push, pop } = createHeap();
  let time = start;
  let sequence = 0;
  let awake = false;
  return {
    now: () => time,
    awake: () => {
      awake = true;
    },
    after: (milliseconds, happen) => push({ time: time + Math.max(0, milliseconds), sequence: sequence++, happen }),
    run: async (look) => {
      await setImmediate(); // whatever else goes on in this process has its turn
      await new Promise<void>((resolve, reject) => {
        const steps = (): void => {
          try {
            awake = false;
            while (!awake) {
              const event = pop();
              if (!event) {
                resolve();
                return;
              }
              time = event.time;
              event.happen();
              look();
            }
            afterAllAwaits(steps);
          } catch (error) {
            reject(error);
          }
        };
        steps();
      });
    },
  };
};
