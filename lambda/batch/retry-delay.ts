const MIN_SECONDS = 5;
/** The longest pause between two receives of a failing message. */
export const MAX_RETRY_SECONDS = 15 * 60;

/** What the delay of a retry depends on. */
export type Failing = {
  /** When the message could first have succeeded, in milliseconds since 1970. */
  readonly dueAt: number;
  /** How many attempts have failed, if an attempt failed now. */
  readonly failedAttempts: number | undefined;
};

/**
 * Seconds until a failed message is retried. After a failed attempt the cap doubles with every attempt. After every other failure
 * the cap is half of the time for which the message has been failing, so that a shop recovers from an outage in proportion to its
 * length. The cap is at least 5 s and at most 15 minutes, and the delay is a random time between half the cap and the cap.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const retryDelaySeconds = (
  { dueAt, failedAttempts }: Failing,
  now: number,
  random: () => number = Math.random,
): number => {
  const wanted = failedAttempts === undefined ? (now - dueAt) / 1000 / 2 : MIN_SECONDS * 2 ** (failedAttempts - 1);
  const cap = Math.min(MAX_RETRY_SECONDS, Math.max(MIN_SECONDS, wanted));
  return Math.ceil(cap / 2 + random() * (cap / 2));
};
