import { setTimeout } from 'node:timers/promises';
import { MAX_RETRY_SECONDS } from '../../lambda/batch/retry-delay.ts';
import type { Context } from '../context.ts';
import { type Answer, callApi, type Order, orderOf } from './api.ts';
import { isFinal, isMade, statusOf, statusText } from './order-text.ts';

const PAUSE_MILLISECONDS = 500;
/** An order that was just accepted can lack a record for a while. */
const UNRECORDED_MILLISECONDS = 10_000;
/** One that was accepted while the table was out gets its record when a barista tries it again, and the work can take a minute. */
const LATE_MINUTES = MAX_RETRY_SECONDS / 60 + 1;

type Clock = { readonly now: () => number; readonly pause: (milliseconds: number) => Promise<void> };
const realClock: Clock = { now: Date.now, pause: (milliseconds) => setTimeout(milliseconds) };

/** `order watch`: prints each step of an order until it is ready, cancelled or stuck. An outage does not end it. */
export const watchOrder = async (context: Context, path: string, { now, pause } = realClock): Promise<void> => {
  const target = await context.openTarget();
  const appears = createAppears(now);
  let seen: Order | undefined;
  let told = '';
  for (;;) {
    const answer = await callApi(target, { method: 'GET', path });
    if (answer.kind === 'order' && answer.order.version !== seen?.version) {
      seen = answer.order;
      context.printStep(stepOf(seen), stepText(seen));
    }
    if (seen && isFinal(statusOf(seen))) return isMade(statusOf(seen)) ? undefined : context.answerNo();
    const trouble = troubleOf(answer, appears(answer));
    if (trouble !== '' && trouble !== told) context.note(`${trouble}: still watching, Ctrl-C ends it`);
    told = trouble;
    await pause(PAUSE_MILLISECONDS);
  }
};

/** Whether a record can still appear: soon after the start, and late after an outage. */
type Appears = 'soon' | 'late' | 'never';

/** Creates a function that sees each answer, because an outage gives the record more time. */
const createAppears = (now: Clock['now']) => {
  const soon = now() + UNRECORDED_MILLISECONDS;
  let late = 0;
  return ({ kind }: Answer): Appears => {
    if (kind === 'unavailable') late = now() + LATE_MINUTES * 60_000;
    if (now() < late) return 'late';
    return now() < soon ? 'soon' : 'never';
  };
};

/** The reason for which nothing is known at the moment. @throws Failure if the order does not exist, or nobody may see it */
const troubleOf = (answer: Answer, appears: Appears): string => {
  if (answer.kind === 'unavailable') return answer.detail;
  if (answer.kind === 'not-found' && appears !== 'never')
    return appears === 'soon' ? answer.detail : `${answer.detail}, and after an outage ${LATE}`;
  orderOf(answer);
  return '';
};

const LATE = `a record can be ${LATE_MINUTES} minutes late`;

const stepOf = (order: Order) => {
  const { orderId, number, version, failure, updatedAt } = order;
  return { orderId, number, status: statusOf(order), version, at: updatedAt, ...(failure && { failure }) };
};

const stepText = (order: Order): string => {
  const { number, updatedAt = order.placedAt, failure } = order;
  const reason = failure ? `  ${failure.code}: ${failure.message}` : '';
  return `${updatedAt}  ${number}  ${statusText(statusOf(order))}${reason}`;
};
