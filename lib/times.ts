import { Duration } from 'aws-cdk-lib';
import { clientTimeouts, longestCall, longestLoad, longestWindow } from '../lambda/aws/client-options.ts';
import { batchCalls, longestPath } from '../lambda/barista/longest-path.ts';
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

/** The environment variables of `prepare`, the product's work on an order. */
export type WorkEnvironment = VariablesOf<typeof work.variables>;

type BaristaTiming = { readonly timeout: Duration; readonly work: WorkEnvironment };

/**
 * The times of the barista. `recordTime` is the longest that a record takes from its first call until its batch is answered, with
 * each call answered at its last moment, each event published at the end of its window, and each client loaded for the first time.
 * The function needs that time, and before it the look-up of redelivered records.
 *
 * @throws Error when the record that takes the longest does not fit into the timeout
 */
export const baristaTimes = ({ timeout, work: environment }: BaristaTiming) => {
  const { beforePrepare, besidePrepare, afterPrepare, loads } = longestPath;
  const prepare = Math.max(work.longestMilliseconds(environment), longestWindow + baristaCalls(besidePrepare));
  const beside = longestWindow + loads.length * longestLoad;
  const record = baristaCalls([...beforePrepare, ...afterPrepare, ...batchCalls.after]) + beside + prepare;
  const least = baristaCalls(batchCalls.before) + record;
  if (least >= timeout.toMilliseconds())
    throw new Error(
      `timeout should be longer than the ${least} ms that one record may need, got ` +
        `${timeout.toMilliseconds()} ms: raise it, or shorten prepare in lambda/product`,
    );
  const timing = { timeout, batchingWindow: NO_WINDOW };
  return { ...timing, ...derivedTimes(timing), work: environment, recordTime: Duration.millis(record) };
};

const baristaCalls = (calls: readonly object[]): number => calls.length * longestCall(clientTimeouts.barista);

/** The longest that one receipt takes: read the record, send the mail, record its version, load SQS, and answer the batch. */
export const receiptTime = Duration.millis(
  3 * longestCall(clientTimeouts.receipts) + longestCall(clientTimeouts.mailer) + longestLoad,
);
