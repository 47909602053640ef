import { Duration } from 'aws-cdk-lib';
import { longestCall } from '../lambda/aws/client-options.ts';
import { importerTimeouts, STEP_TAB_ORDERS } from '../lambda/importer/limits.ts';
import { derivedTimes } from './times.ts';
import { NO_WINDOW } from './visibility-timeout.ts';

const timeout = Duration.seconds(30);

/** The numbers of bulk imports. They are the same in every stage. */
export const importNumbers = {
  timeout,
  visibilityTimeout: derivedTimes({ timeout, batchingWindow: NO_WINDOW }).visibilityTimeout,
  /**
   * No step begins with less time left. It reads, stores the bodies of long orders, sends (a tab one by one) and writes a page. Then
   * its state is saved, and its message made visible.
   */
  stepTime: Duration.millis(
    4 * longestCall(importerTimeouts.bucket) + (STEP_TAB_ORDERS + 1) * longestCall(importerTimeouts.queue),
  ),
  /** The minimum of Lambda. Other imports wait, so that they do not fill the queues faster. */
  maxConcurrency: 2,
  /** Uploads and reports hold personal data, or tell of it. Staff reads a report within this time. */
  expiration: Duration.days(30),
  /** An upload makes thousands of orders, and nobody opens many. */
  callLimits: { 'POST /imports': { rateLimit: 1, burstLimit: 5 } },
};
