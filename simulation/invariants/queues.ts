import type { QueuedMessage } from '../models/message.ts';
import type { Plan } from '../scenario/plans.ts';
import { isDlq } from '../shop/stage-numbers.ts';
import type { Breaks, Life, Lives } from './order-history.ts';
import type { createTabs } from './tabs.ts';

const GIVEN_UP_AS = { good: [], flaky: [], refused: ['no-beans'], killer: ['exhausted'], slow: ['exhausted'] } as const;

const expected = ({ prepare, conflicts }: Plan): readonly string[] => [
  ...GIVEN_UP_AS[prepare],
  ...(conflicts ? ['conflict'] : []),
];

/** What is on which queue (P1), why it was given up (P6), and what SQS does not encrypt (P7). */
export const createQueues = (breaks: Breaks, lives: Lives, tabs: ReturnType<typeof createTabs>) => {
  /** A good order is given up for no reason but its own. */
  const checkReason = ({ plan, orderId }: Life, { attributes }: QueuedMessage): void => {
    const code: unknown = JSON.parse(attributes.failure?.StringValue ?? '{}').code;
    if (plan && !expected(plan).some((one) => one === code))
      breaks('P6', orderId, `an order should be given up for a reason of its own, got '${String(code)}'`);
  };

  const checkOpen = (life: Life | undefined, { attributes, group = '' }: QueuedMessage): void => {
    const open = JSON.stringify(attributes) + group;
    if (open.includes('@') || (life && open.includes(life.orderId)))
      breaks('P7', life?.orderId ?? '', `attributes should name nobody, got ${open}`);
  };

  const deadLettered = (life: Life, message: QueuedMessage): void => {
    life.dead += 1;
    life.passedOver = true;
    if (message.attributes.failure) checkReason(life, message);
  };

  return {
    added: (queue: string, message: QueuedMessage): void => {
      const life = lives.in(message.body);
      checkOpen(life, message);
      const poison = lives.poison.get(message.body);
      if (poison && isDlq(queue) && message.attributes.failure) poison.dead = true;
      if (!life) return;
      if (isDlq(queue)) deadLettered(life, message);
      else {
        life.messages += 1;
        life.sent += 1;
      }
      if (queue === 'tabs.fifo') tabs.joins(life, message.group ?? '');
    },
    /** Answers the order of which there is one message less. */
    removed: (queue: string, message: QueuedMessage): Life | undefined => {
      const life = lives.in(message.body);
      if (!life) return undefined;
      if (isDlq(queue)) life.dead -= 1;
      else life.messages -= 1;
      return life;
    },
  };
};
