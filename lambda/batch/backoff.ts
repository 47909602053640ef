const FIRST_SECONDS = 5;
const MOST_SECONDS = 15 * 60;

/**
 * Seconds until a message that failed is tried again: exponential with equal jitter, half of a cap and a random half, the cap
 * doubling with every receive from 5 s to 15 minutes.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffSeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const cap = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** (receiveCount - 1));
  return Math.round(cap / 2 + random() * (cap / 2));
};
