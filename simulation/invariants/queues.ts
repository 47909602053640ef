import type { QueuedMessage } from '../models/message.ts';
import type { Plan } from '../scenario/plan.ts';
import { poisonCodes } from '../scenario/poison.ts';
import { isDlq } from '../scenario/queue-names.ts';
import { isClaimCheck, type OrderHistories, type OrderHistory } from './order-history.ts';
import type { Report } from './violation.ts';

/** Where the messages of an order are (P1), why they were given up (P6), and what SQS does not encrypt (P7). */
export const createQueues = (
  report: Report,
  histories: OrderHistories,
  onTabMessage: (history: OrderHistory, group: string) => void,
) => {
  const observeDeadLetter = (history: OrderHistory, message: QueuedMessage): void => {
    history.deadLetters += 1;
    history.passedOver = true;
    const code = failureCode(message);
    if (code === undefined) {
      history.movedBySqs = true;
      return;
    }
    history.codes.push(code);
    checkReason(history, code, report);
  };

  const observePoison = (queue: string, message: QueuedMessage): void => {
    const poison = histories.poison.get(message.body);
    const code = isDlq(queue) ? failureCode(message) : undefined;
    if (!poison || code === undefined) return;
    poison.inDlq = true;
    const wanted = poisonCodes[poison.kind];
    if (code !== wanted) report('P6', '', `poison (${poison.kind}) should be given up as '${wanted}', got '${code}'`);
  };

  const observeSent = (queue: string, history: OrderHistory, message: QueuedMessage): void => {
    history.messages += 1;
    history.sent += 1;
    history.queues.add(queue);
    history.isClaimCheck ||= isClaimCheck(message.body);
    // Only a redriven message has a reason already.
    if (failureCode(message) === undefined || histories.statusOf(history) !== 'STUCK') return;
    const { redrives } = history;
    if (redrives.begun === redrives.claimed + redrives.cancelled) redrives.begun += 1;
  };

  return {
    observeAdded: (queue: string, message: QueuedMessage): void => {
      const history = histories.ofBody(message.body);
      checkAttributes(history?.orderId, message, report);
      observePoison(queue, message);
      if (!history) return;
      if (isDlq(queue)) observeDeadLetter(history, message);
      else observeSent(queue, history, message);
      if (queue === 'tabs.fifo') onTabMessage(history, message.group ?? '');
    },
    /** Answers the order of the message. */
    observeRemoved: (queue: string, message: QueuedMessage): OrderHistory | undefined => {
      const history = histories.ofBody(message.body);
      if (!history) return undefined;
      if (isDlq(queue)) history.deadLetters -= 1;
      else history.messages -= 1;
      return history;
    },
  };
};

/** For which reasons an order may be given up, by its plan. */
const REASONS = { good: [], flaky: [], refused: ['out-of-stock'], killer: ['exhausted'], slow: ['exhausted'] } as const;

const reasonsOf = ({ prepare, conflicts }: Plan): readonly string[] => [
  ...REASONS[prepare],
  ...(conflicts ? ['conflict'] : []),
];

const checkReason = ({ plan, orderId }: OrderHistory, code: string, report: Report): void => {
  if (plan && !reasonsOf(plan).includes(code))
    report('P6', orderId, `an order should be quarantined only for a reason of its own, got '${code}'`);
};

/** The code in the attribute `failure`, which every message has that a function gave up. */
const failureCode = ({ attributes: { failure } }: QueuedMessage): string | undefined =>
  failure && String(JSON.parse(failure.StringValue ?? '{}').code);

const checkAttributes = (
  orderId: string | undefined,
  { attributes, group = '' }: QueuedMessage,
  report: Report,
): void => {
  const text = JSON.stringify(attributes) + group;
  if (text.includes('@') || (orderId && text.includes(orderId)))
    report(
      'P7',
      orderId ?? '',
      `attributes and message groups should hold no e-mail address and no order id, got ${text}`,
    );
};
