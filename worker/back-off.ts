import { setTimeout as delay } from 'node:timers/promises';

/** The pauses between polls that fail. */
export type BackOff = {
  /** Waits for the pause that is due, but not beyond the end of the signal. */
  wait(signal: AbortSignal): Promise<void>;
  /** Returns the milliseconds of the next pause. */
  fail(): number;
  succeed(): void;
};

const FIRST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 15_000;

/**
 * The pauses double from failure to failure. A pause is a random time between its half and its whole.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const createBackOff = (random: () => number = Math.random): BackOff => {
  let failures = 0;
  let pause = 0;
  return {
    wait: async (signal) => {
      if (pause > 0) await delay(pause, undefined, { signal }).catch(() => undefined); // an abort only ends the pause
    },
    fail: () => {
      failures += 1;
      const longest = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (failures - 1));
      pause = Math.ceil(longest * (0.5 + random() / 2));
      return pause;
    },
    succeed: () => {
      failures = 0;
      pause = 0;
    },
  };
};
