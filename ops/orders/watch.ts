import { setTimeout } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { type Answer, callApi, type Order, orderOf } from './api.ts';
import { isFinal, isMade, statusOf, statusText } from './order-text.ts';

const PAUSE_MILLISECONDS = 500;
/** An order that was just accepted can lack a record for a while. */
const UNRECORDED_MILLISECONDS = 10_000;

/** `order watch`: prints each step of an order until it is ready, cancelled or stuck. An outage does not end it. */
export const watchOrder = async (context: Context, path: string): Promise<void> => {
  const target = await context.openTarget();
  const began = Date.now();
  let seen: Order | undefined;
  let told = '';
  for (;;) {
    const answer = await callApi(target, { method: 'GET', path });
    if (answer.kind === 'order' && answer.order.version !== seen?.version) {
      seen = answer.order;
      context.printStep(stepOf(seen), stepText(seen));
    }
    if (seen && isFinal(statusOf(seen))) return isMade(statusOf(seen)) ? undefined : context.answerNo();
    const trouble = troubleOf(answer, Date.now() - began);
    if (trouble !== '' && trouble !== told) context.note(`${trouble}: still watching, Ctrl-C ends it`);
    told = trouble;
    await setTimeout(PAUSE_MILLISECONDS);
  }
};

/** The reason for which nothing is known at the moment. @throws Failure if the order does not exist, or nobody may see it */
const troubleOf = (answer: Answer, milliseconds: number): string => {
  const mayAppear = answer.kind === 'not-found' && milliseconds < UNRECORDED_MILLISECONDS;
  if (answer.kind === 'unavailable' || mayAppear) return answer.detail;
  orderOf(answer);
  return '';
};

const stepOf = (order: Order) => {
  const { orderId, number, version, failure, updatedAt } = order;
  return { orderId, number, status: statusOf(order), version, at: updatedAt, ...(failure && { failure }) };
};

const stepText = (order: Order): string => {
  const { number, updatedAt = order.placedAt, failure } = order;
  const reason = failure ? `  ${failure.code}: ${failure.message}` : '';
  return `${updatedAt}  ${number}  ${statusText(statusOf(order))}${reason}`;
};
