import type { QueuedMessage } from '../models/message.ts';
import type { Plan } from '../scenario/plans.ts';
import { isDlq } from '../shop/stage-numbers.ts';
import type { OrderHistories, OrderHistory, Report } from './order-history.ts';
import type { createTabs } from './tabs.ts';

const GIVEN_UP_AS = { good: [], flaky: [], refused: ['no-beans'], killer: ['exhausted'], slow: ['exhausted'] } as const;

const expected = ({ prepare, conflicts }: Plan): readonly string[] => [
  ...GIVEN_UP_AS[prepare],
  ...(conflicts ? ['conflict'] : []),
];

/** What is on which queue (P1), why it was given up (P6), and what SQS does not encrypt (P7). */
export const createQueues = (report: Report, histories: OrderHistories, tabs: ReturnType<typeof createTabs>) => {
  /** A good order is given up for no reason but its own. */
  const checkReason = ({ plan, orderId }: OrderHistory, { attributes }: QueuedMessage): void => {
    const code: unknown = JSON.parse(attributes.failure?.StringValue ?? '{}').code;
    if (plan && !expected(plan).some((one) => one === code))
      report('P6', orderId, `an order should be given up for a reason of its own, got '${String(code)}'`);
  };

  const checkOpen = (history: OrderHistory | undefined, { attributes, group = '' }: QueuedMessage): void => {
    const open = JSON.stringify(attributes) + group;
    if (open.includes('@') || (history && open.includes(history.orderId)))
      report('P7', history?.orderId ?? '', `attributes should name nobody, got ${open}`);
  };

  const deadLettered = (history: OrderHistory, message: QueuedMessage): void => {
    history.dead += 1;
    history.passedOver = true;
    if (message.attributes.failure) checkReason(history, message);
  };

  return {
    added: (queue: string, message: QueuedMessage): void => {
      const history = histories.in(message.body);
      checkOpen(history, message);
      const poison = histories.poison.get(message.body);
      if (poison && isDlq(queue) && message.attributes.failure) poison.dead = true;
      if (!history) return;
      if (isDlq(queue)) deadLettered(history, message);
      else {
        history.messages += 1;
        history.sent += 1;
      }
      if (queue === 'tabs.fifo') tabs.joins(history, message.group ?? '');
    },
    /** Answers the order of which there is one message less. */
    removed: (queue: string, message: QueuedMessage): OrderHistory | undefined => {
      const history = histories.in(message.body);
      if (!history) return undefined;
      if (isDlq(queue)) history.dead -= 1;
      else history.messages -= 1;
      return history;
    },
  };
};
