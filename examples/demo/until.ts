import { setTimeout as delay } from 'node:timers/promises';

const POLL_MILLISECONDS = 100;

export type Limit = {
  /** The condition as a sentence. */
  readonly what: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
};

/**
 * Polls until a condition holds. Returns the last value.
 *
 * @throws Error with the last value if the condition does not hold in time
 */
export const until = async <T>(read: () => Promise<T>, holds: (seen: T) => boolean, limit: Limit): Promise<T> => {
  const end = performance.now() + limit.seconds * 1000;
  for (;;) {
    limit.signal.throwIfAborted();
    const seen = await read();
    if (holds(seen)) return seen;
    if (performance.now() > end)
      throw new Error(`"${limit.what}" should be true within ${limit.seconds} s, got ${JSON.stringify(seen)}`);
    await delay(POLL_MILLISECONDS, undefined, { signal: limit.signal });
  }
};
