import { Duration } from 'aws-cdk-lib';

const LEASE_MARGIN = Duration.seconds(5);
export const NO_WINDOW = Duration.seconds(0);

const seconds = (...durations: readonly Duration[]): Duration =>
  Duration.seconds(durations.reduce((sum, duration) => sum + duration.toSeconds(), 0));

type Timing = { readonly timeout: Duration; readonly batchingWindow: Duration };

/** The lease and the visibility timeout that a function's timeout and its batching window ask for. */
export const derivedTimes = ({ timeout, batchingWindow }: Timing) => ({
  lease: seconds(timeout, LEASE_MARGIN),
  visibilityTimeout: seconds(Duration.seconds(6 * timeout.toSeconds()), batchingWindow),
});

/** The calls that a record needs, each with its retry: claim, finish, announce. */
const CALLS = Duration.seconds(5);
const MOST_OF_A_DRINK = 20;

type BaristaTiming = { readonly timeout: Duration; readonly prepareTime: Duration };

/**
 * The times of a barista that takes so long for a drink.
 *
 * @throws Error when it could not make the longest order before its timeout
 */
export const baristaTimes = ({ timeout, prepareTime }: BaristaTiming) => {
  const timing = { timeout, batchingWindow: NO_WINDOW };
  const recordTime = Duration.millis(CALLS.toMilliseconds() + MOST_OF_A_DRINK * prepareTime.toMilliseconds());
  if (recordTime.toMilliseconds() >= timeout.toMilliseconds())
    throw new Error(
      `timeout should be longer than the ${recordTime.toMilliseconds()} ms that one record may need, got ` +
        `${timeout.toMilliseconds()} ms: raise it, or lower prepareTime`,
    );
  return { ...timing, ...derivedTimes(timing), prepareTime, recordTime };
};
