import { setTimeout } from 'node:timers/promises';
import { limits, SLOWNESS } from './limits.ts';

/** A poll costs the shop CPU time, so the pauses grow with the time that has passed, up to this one. */
const LONGEST_PAUSE_MILLISECONDS = 500;

/**
 * Polls until a condition holds.
 *
 * @param seconds the limit on the local shop and a quiet machine. Every run gets several times as much
 * @throws Error with the last value if the condition does not hold in time
 */
export const until = async <T>(
  read: () => Promise<T>,
  holds: (seen: T) => boolean,
  { seconds }: { readonly seconds: number },
): Promise<T> => {
  const most = seconds * SLOWNESS;
  const began = Date.now();
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    const waited = Date.now() - began;
    if (waited > most * 1000)
      throw new Error(`the condition should hold within ${most} s, got ${JSON.stringify(seen)}`);
    await setTimeout(Math.max(limits.pollMilliseconds, Math.min(waited / 10, LONGEST_PAUSE_MILLISECONDS)));
  }
};
