import { setImmediate } from 'node:timers/promises';

/** Virtual time: nothing waits, and the order of events depends on the seed only. */
export type Scheduler = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Schedules an event, in milliseconds from now. Events at the same time run in the order in which they were scheduled. */
  after(milliseconds: number, event: () => void): void;
  /**
   * Runs the events one by one until none is left. After each event it calls `check`, then lets all code that awaits a settled
   * promise run on. Rejects with the first error that an event or `check` throws.
   */
  run(check: () => void): Promise<void>;
};

type Event = { readonly time: number; readonly sequence: number; readonly run: () => void };

export const createScheduler = (start: number): Scheduler => {
  const { push, pop } = createHeap();
  let time = start;
  let sequence = 0;

  const runAll = (check: () => void, resolve: () => void, reject: (error: unknown) => void): void => {
    const runNext = (): void => {
      try {
        const event = pop();
        if (!event) {
          resolve();
          return;
        }
        time = event.time;
        event.run();
        check();
        afterAllAwaits(runNext);
      } catch (error) {
        reject(error);
      }
    };
    runNext();
  };

  return {
    now: () => time,
    after: (milliseconds, run) => push({ time: time + Math.max(0, milliseconds), sequence: sequence++, run }),
    run: async (check) => {
      await setImmediate(); // other code of this process runs first
      await new Promise<void>((resolve, reject) => runAll(check, resolve, reject));
    },
  };
};

/**
 * Calls back when all running code awaits a pending promise. Node.js empties the microtask queue, including microtasks added meanwhile,
 * before the next tick that a microtask requests. A turn of the event loop has the same effect, but takes several times as long.
 * @see https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 */
const afterAllAwaits = (callback: () => void): void => queueMicrotask(() => process.nextTick(callback));

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
