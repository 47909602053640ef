import type { QueuedMessage } from '../models/message.ts';
import type { Plan } from '../scenario/plan.ts';
import { isDlq } from '../scenario/queue-names.ts';
import type { OrderHistories, OrderHistory } from './order-history.ts';
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
    if (message.attributes.failure) checkReason(history, message, report);
  };

  return {
    observeAdded: (queue: string, message: QueuedMessage): void => {
      const history = histories.ofBody(message.body);
      checkAttributes(history?.orderId, message, report);
      const poison = histories.poison.get(message.body);
      if (poison && isDlq(queue) && message.attributes.failure) poison.inDlq = true;
      if (!history) return;
      if (isDlq(queue)) observeDeadLetter(history, message);
      else {
        history.messages += 1;
        history.sent += 1;
      }
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

const checkReason = ({ plan, orderId }: OrderHistory, { attributes }: QueuedMessage, report: Report): void => {
  const code: unknown = JSON.parse(attributes.failure?.StringValue ?? '{}').code;
  if (plan && !reasonsOf(plan).some((reason) => reason === code))
    report('P6', orderId, `an order should be quarantined only for a reason of its own, got '${String(code)}'`);
};

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
