import { START } from '../engine/context.ts';
import type { QueuedMessage } from '../models/message.ts';
import { sourceQueues } from '../scenario/queue-names.ts';
import type { OrderHistories } from './order-history.ts';
import type { Report } from './violation.ts';

export type SpreadDeps = {
  readonly report: Report;
  readonly histories: OrderHistories;
  /** Milliseconds after the start. */
  readonly now: () => number;
};

/**
 * P5: messages that fail together are retried at different times. A delay is a whole number of seconds from c/2 to c, where c is
 * half of the time for which the message has been failing (section 5 of the design). If each is drawn at random, it is practically
 * certain that some are in the lower half of that range and some in the upper half.
 */
export const createSpread = ({ report, histories, now }: SpreadDeps) => {
  /** The logarithms of the probability that no delay was in this half so far. Nothing once one was. */
  let noneLow: number | undefined = 0;
  let noneHigh: number | undefined = 0;

  const observeDelay = (seconds: number, cap: number): void => {
    const low = shareOfLowDelays(cap);
    const isLow = seconds <= middleOf(cap);
    noneLow = isLow || noneLow === undefined ? undefined : noneLow + Math.log(1 - low);
    noneHigh = !isLow || noneHigh === undefined ? undefined : noneHigh + Math.log(low);
    if (Math.min(noneLow ?? 0, noneHigh ?? 0) < IMPOSSIBLE)
      report(
        'P5',
        '',
        `retries should be spread from c/2 to c, got all of them in one half, the last after ${seconds} s`,
      );
  };

  return {
    /** Takes only retries whose delay follows from the time: orders that wait for nothing, and whose prepare never fails. */
    observeHidden: (queue: string, { body, firstReceivedAt = 0 }: QueuedMessage, milliseconds: number): void => {
      const history = QUEUES.includes(queue) ? histories.ofBody(body) : undefined;
      if (history?.plan?.prepare !== 'good' || histories.statusOf(history) === 'PREPARING') return;
      const failingSeconds = (START + now() - firstReceivedAt) / 1000;
      const cap = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, failingSeconds / 2));
      const seconds = milliseconds / 1000;
      if (seconds >= cap / 2 && seconds <= Math.ceil(cap)) observeDelay(seconds, cap);
    },
  };
};

/** A pickup waits until it is due. */
const QUEUES: readonly string[] = sourceQueues.filter((name) => name !== 'pickups');

const LEAST_SECONDS = 5;
const MOST_SECONDS = 15 * 60;
/** The logarithm of a probability that no run will see. */
const IMPOSSIBLE = Math.log(1e-12);

const middleOf = (cap: number): number => (cap * 3) / 4;

/** The share of the delays from cap/2 to cap, rounded up to whole seconds, that are in the lower half. */
const shareOfLowDelays = (cap: number): number => (Math.floor(middleOf(cap)) - cap / 2) / (cap / 2);
