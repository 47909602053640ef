import { writeMail } from '../../lambda/product/index.ts';
import type { Item } from '../models/expressions.ts';
import type { QueuedMessage } from '../models/message.ts';
import { emailOf } from '../scenario/plan.ts';
import { FINAL, type OrderHistories, type OrderHistory, text } from './order-history.ts';
import type { Report } from './violation.ts';

/** What the queues hold after the last event. */
export type Leftovers = {
  readonly onSourceQueues: readonly QueuedMessage[];
  /** Mails that SQS moved to the dead-letter queue. */
  readonly inReceiptsDlq: readonly QueuedMessage[];
};

export type CompletionDeps = {
  readonly report: Report;
  readonly histories: OrderHistories;
  readonly item: (orderId: string) => Item | undefined;
  /** How many orders the scenario has. */
  readonly orders: number;
};

/** Holds after all faults: the work ends, every accepted order is done (P1), and every customer was mailed (P4). */
export const createCompletion = ({ report, histories, item, orders }: CompletionDeps) => {
  const mails = new Set<string>();
  let steps = 0;

  const isMailed = ({ orderId, plan }: OrderHistory, undelivered: readonly QueuedMessage[]): boolean =>
    plan === undefined ||
    mails.has(`${emailOf(plan)} ${readySubject(text(item(orderId), 'number'))}`) ||
    undelivered.some(({ body }) => body.includes(orderId));

  const checkOrder = (history: OrderHistory, { inReceiptsDlq }: Leftovers): void => {
    const { orderId, accepted, deadLetters, finished, announcedReady } = history;
    const status = histories.statusOf(history);
    if (accepted && !FINAL.includes(status) && deadLetters === 0)
      report('P1', orderId, `an accepted order should reach a final status, got '${status}'`);
    if (finished === 0) return;
    if (!announcedReady) report('P4', orderId, 'a READY order should be announced, got no event');
    if (!isMailed(history, inReceiptsDlq))
      report('P4', orderId, 'the customer of a READY order should get a mail, got none');
  };

  return {
    observeMail: (to: string, subject: string): void => {
      mails.add(`${to} ${subject}`);
    },
    /** P1: work that continues long after the last fault never ends. */
    checkProgress: (virtualMilliseconds: number): void => {
      steps += 1;
      if (virtualMilliseconds > MOST_MILLISECONDS || steps > MOST_STEPS_PER_ORDER * (1 + orders))
        report('P1', '', `all work should end soon after the last fault, got ${steps} steps without an end`);
    },
    checkReconciled: (): void => {
      for (const history of histories.all()) {
        const status = histories.statusOf(history);
        const isTold = status === 'STUCK' || FINAL.includes(status) || history.codes.includes('conflict');
        if (history.accepted && !isTold)
          report('P1', history.orderId, `a reconciled order should be done or STUCK, got '${status}'`);
      }
    },
    checkEnd: (leftovers: Leftovers): void => {
      for (const { body } of leftovers.onSourceQueues)
        report('P1', histories.ofBody(body)?.orderId ?? '', 'no message should be left on a source queue, got one');
      for (const history of histories.all()) checkOrder(history, leftovers);
      for (const [body, { inDlq }] of histories.poison)
        if (!inDlq)
          report(
            'P6',
            '',
            `a poison message should be in a dead-letter queue with a reason, got no dead letter: ${body}`,
          );
    },
  };
};

const MOST_MILLISECONDS = 10 * 24 * 60 * 60 * 1000;
const MOST_STEPS_PER_ORDER = 100_000;

/** The subject of the mail that an order is ready. */
const readySubject = (number: string): string =>
  writeMail('ready', { number, customer: { name: '' }, totalCents: 0, currency: '' }).subject;
