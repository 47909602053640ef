import { setTimeout } from 'node:timers/promises';
import { limits } from './limits.ts';

/**
 * Polls until a condition holds.
 *
 * @param seconds that it may take on the local shop: other targets are given more
 * @throws Error with what was last seen, when it does not hold in time
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
    if (Date.now() > end) throw new Error(`this did not come about in ${most} s; last seen: ${JSON.stringify(seen)}`);
    await setTimeout(limits.pollMilliseconds);
  }
};
