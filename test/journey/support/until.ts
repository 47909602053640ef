import { setTimeout } from 'node:timers/promises';
import { limits } from './limits.ts';

/**
 * Polls until a condition holds.
 *
 * @param seconds the limit on the local shop. Other targets get more time
 * @throws Error with the last value if the condition does not hold in time
 */
export const until = async <T>(
  read: () => Promise<T>,
  holds: (seen: T) => boolean,
  { seconds }: { readonly seconds: number },
): Promise<T> => {
  const most = seconds * limits.factor;
  const end = Date.now() + most * 1000;
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`the condition should hold within ${most} s, got ${JSON.stringify(seen)}`);
    await setTimeout(limits.pollMilliseconds);
  }
};
