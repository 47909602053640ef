import { setImmediate } from 'node:timers/promises';

type Waiting = { readonly at: number; readonly resolve: () => void };

/** This many turns of the event loop without a new wait: everything that could run has run. */
const IDLE_TURNS = 20;

/**
 * Time that passes only while nothing can run. Answers that are due at the same time arrive in the same turn of the event loop,
 * so counts do not depend on the speed of the machine.
 */
export const createVirtualTime = () => {
  let now = 0;
  let waiting: Waiting[] = [];
  let waits = 0;
  let running = false;

  const untilIdle = async (): Promise<void> => {
    for (let idle = 0, seen = waits; idle < IDLE_TURNS; idle += 1) {
      await setImmediate();
      if (waits !== seen) idle = 0;
      seen = waits;
    }
  };

  const advance = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      await untilIdle();
      now = Math.min(...waiting.map(({ at }) => at));
      const due = waiting.filter(({ at }) => at === now);
      waiting = waiting.filter(({ at }) => at !== now);
      for (const { resolve } of due) resolve();
    }
    running = false;
  };

  /** Resolves after this many milliseconds. */
  return (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      waits += 1;
      waiting.push({ at: now + milliseconds, resolve });
      if (!running) void advance();
    });
};

/** Replaces the timers of this process by timers of virtual time. */
export const passTimersIn = (wait: (milliseconds: number) => Promise<void>): void => {
  const set = (callback: (...args: readonly unknown[]) => void, milliseconds = 0, ...args: readonly unknown[]) => {
    const timer = { cleared: false, ref: () => timer, unref: () => timer, hasRef: () => true };
    void wait(milliseconds).then(() => {
      if (!timer.cleared) callback(...args);
    });
    return timer;
  };
  const clear = (timer: ReturnType<typeof set> | undefined): void => {
    if (timer) timer.cleared = true;
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
};
