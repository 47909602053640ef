import { setTimeout } from 'node:timers/promises';

const POLL_MILLISECONDS = 50;

/**
 * Polls until a condition holds.
 *
 * @throws Error with what was last seen, when it does not hold in time
 */
export const until = async <T>(
  read: () => Promise<T>,
  holds: (seen: T) => boolean,
  { seconds }: { readonly seconds: number },
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    if (Date.now() > end)
      throw new Error(`this did not come about in ${seconds} s; last seen: ${JSON.stringify(seen)}`);
    await setTimeout(POLL_MILLISECONDS);
  }
};
