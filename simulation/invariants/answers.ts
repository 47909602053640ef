import type { Service } from '../engine/faults.ts';
import type { Report } from './violation.ts';

/** The cashier's answer to one `POST /orders`. */
export type CashierAnswer = {
  /** The HTTP status. */
  readonly status: number;
  /** Empty unless the status is 202. */
  readonly orderId: string;
  readonly requestHash: string;
  /** From the request to the answer. */
  readonly milliseconds: number;
  /** The services that failed a call of this invocation. */
  readonly failedWith: ReadonlySet<Service>;
  readonly hasPickup: boolean;
};

/** P5: while the queue works, the cashier accepts every order in time. The store may fail. */
export const checkAnswer = (answer: CashierAnswer, report: Report): void => {
  const { orderId, status, milliseconds, failedWith, hasPickup } = answer;
  if (failedWith.has('sqs') || failedWith.has('s3')) return;
  if (status === 202 && milliseconds > MOST_MILLISECONDS)
    report('P5', orderId, `an order should be answered within ${MOST_MILLISECONDS} ms, got ${milliseconds} ms`);
  // A pickup time depends on the clock: without a look-up of the key, the answer is 503.
  if (status >= 500 && !hasPickup) report('P5', '', `an order should be accepted while its queue works, got ${status}`);
};

const MOST_MILLISECONDS = 2000;
