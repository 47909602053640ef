import { Duration } from 'aws-cdk-lib';
import { type ClientTimeout, clientTimeouts } from '../lambda/aws/client-options.ts';
import type { VariablesOf } from '../lambda/environment.ts';
import { work } from '../lambda/product/index.ts';
import { leastVisibilityTimeout, NO_WINDOW, type Timing } from './visibility-timeout.ts';

/** Covers the difference between the clocks of two baristas. */
const LEASE_MARGIN = Duration.seconds(5);
/** The lease and the visibility timeout that follow from a function's timeout and its batching window. */
export const derivedTimes = (timing: Timing) => ({
  lease: timing.timeout.plus(LEASE_MARGIN),
  visibilityTimeout: leastVisibilityTimeout(timing),
});

/** The longest that the SDK waits before a second attempt, in milliseconds. */
const RETRY_PAUSE = 100;

/** The longest that one call to AWS takes, in milliseconds: each attempt waits until it times out. */
const longestCall = ({ attempts, milliseconds }: ClientTimeout): number =>
  attempts * milliseconds + (attempts - 1) * RETRY_PAUSE;

/** The environment variables of `prepare`, the product's work on an order. */
export type WorkEnvironment = VariablesOf<typeof work.variables>;

type BaristaTiming = { readonly timeout: Duration; readonly work: WorkEnvironment };

/**
 * The times of the barista. `recordTime` is the longest that one order takes from its claim to its announcement: claim,
 * `prepare`, finish and announce READY, one after the other. The announcement of PREPARING runs beside `prepare`.
 *
 * Rarer calls are not counted: a claim check, the second look at a refused claim, a quarantine, a retry delay. A record that
 * needs them while each call takes its longest can exceed the timeout. SQS then redelivers its batch.
 *
 * @throws Error when the order that takes `prepare` the longest does not fit into the timeout
 */
export const baristaTimes = ({ timeout, work: environment }: BaristaTiming) => {
  const call = longestCall(clientTimeouts.barista);
  const prepare = Math.max(work.longestMilliseconds(environment), call);
  const recordTime = Duration.millis(call + prepare + call + call);
  if (recordTime.toMilliseconds() >= timeout.toMilliseconds())
    throw new Error(
      `timeout should be longer than the ${recordTime.toMilliseconds()} ms that one record may need, got ` +
        `${timeout.toMilliseconds()} ms: raise it, or shorten prepare in lambda/product`,
    );
  const timing = { timeout, batchingWindow: NO_WINDOW };
  return { ...timing, ...derivedTimes(timing), work: environment, recordTime };
};

/**
 * The longest that one receipt takes: read the record, send the mail, note its version. A quarantine is not counted: it takes
 * the place of the note.
 */
export const receiptTime = Duration.millis(
  longestCall(clientTimeouts.receipts) + longestCall(clientTimeouts.mailer) + longestCall(clientTimeouts.receipts),
);
