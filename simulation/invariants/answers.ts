import { START } from '../engine/context.ts';
import type { Service } from '../engine/faults.ts';
import type { Plan } from '../scenario/plan.ts';
import type { Report } from './violation.ts';

/** The cashier's answer to one `POST /orders`. */
export type CashierAnswer = {
  readonly plan: Plan;
  /** The HTTP status. */
  readonly status: number;
  /** The code of the problem; empty if the status is 202. */
  readonly code: string;
  /** Whether it is the answer of an order on record, with the header `Idempotent-Replayed`. */
  readonly replayed: boolean;
  /** Empty unless the status is 202. */
  readonly orderId: string;
  readonly requestHash: string;
  /** When the customer sent the request, in milliseconds after the start. */
  readonly sentAt: number;
  /** From the request to the answer. */
  readonly milliseconds: number;
  /** The services that failed a call of this invocation. */
  readonly failedWith: ReadonlySet<Service>;
  readonly pickupAt: string | undefined;
};

/**
 * P5: while the queue works, the cashier accepts every order in time. The store may fail.
 * P2: a key whose order was on record when the request came gets the answer of that order.
 *
 * @param recordedAt when the order was first recorded, in milliseconds after the start
 */
export const checkAnswer = (answer: CashierAnswer, recordedAt: number | undefined, report: Report): void => {
  const { plan, orderId, status, code, replayed, sentAt, milliseconds, failedWith } = answer;
  const isKnown = plan.keyed && recordedAt !== undefined && recordedAt < sentAt;
  if (status === 202 && isKnown && !replayed && !failedWith.has('dynamodb'))
    report('P2', orderId, 'a repeated request should get the order on record, got a new one');
  if (status >= 400 && status < 500 && !isExpectedRefusal(answer))
    report('P5', '', `a good request should be accepted, got ${status} ${code}`);
  if (failedWith.has('sqs') || failedWith.has('s3')) return;
  if (status === 202 && milliseconds > MOST_MILLISECONDS)
    report('P5', orderId, `an order should be answered within ${MOST_MILLISECONDS} ms, got ${milliseconds} ms`);
  // A rule that depends on the clock waits for the look-up of the key.
  const isUndecided = failedWith.has('dynamodb') && hasPassed(answer);
  if (status >= 500 && !isUndecided)
    report('P5', '', `an order should be accepted while its queue works, got ${status}`);
};

/** A key that another body came with, or a pickup time that passed while the customer retried. */
const isExpectedRefusal = (answer: CashierAnswer): boolean =>
  (answer.code === 'key-reused' && answer.plan.conflicts) || (answer.code === 'invalid-order' && hasPassed(answer));

/** Whether the pickup time is over, by a clock that may be ahead. */
const hasPassed = ({ pickupAt, sentAt, milliseconds }: CashierAnswer): boolean =>
  pickupAt !== undefined && Date.parse(pickupAt) <= START + sentAt + milliseconds + MOST_SKEW;

const MOST_SKEW = 2000;

const MOST_MILLISECONDS = 2000;
