import { type Missing, missingLines } from '../parts.ts';
import { counted, countedTo } from '../printing/text.ts';
import { baristaQueues } from '../target/queues.ts';
import { MAX_COUNTED, MAX_READ, type QueueStatus, type Status } from './read-status.ts';

/** Why a shop is not well, and how to go on. */
export type Reason = {
  readonly code: 'dead-letters' | 'stuck' | 'late' | 'mapping' | 'missing';
  readonly text: string;
};

/** The reasons for which a shop is not well. A shop without any is well. */
export const reasonsOf = ({ queues, orders }: Status, missing: readonly Missing[]): readonly Reason[] => {
  const deadLetters = queues.reduce((sum, queue) => sum + (queue.deadLetters ?? 0), 0);
  const stuck = orders.stuck?.total ?? 0;
  const late = orders.waiting?.late ?? 0;
  const idle = queues.filter(isIdle);
  const onBreak = idle.filter(isOnBreak).map(({ name }) => name);
  const unworked = idle.filter((queue) => !isOnBreak(queue)).map(({ name }) => name);
  const found: (Reason | false)[] = [
    deadLetters > 0 && { code: 'dead-letters', text: `${counted(deadLetters, 'dead letter')}: see "dlq ls"` },
    stuck > 0 && { code: 'stuck', text: `${countedTo(MAX_COUNTED, stuck, 'order')} stuck: see "order trace <NUMBER>"` },
    late > 0 && {
      code: 'late',
      text: `${countedTo(MAX_READ, late, 'order')} waiting for over 10 minutes after the due time: see "order trace <NUMBER>"`,
    },
    onBreak.length > 0 && {
      code: 'mapping',
      text: `nobody works ${onBreak.join(', ')}: "break off" enables the mappings`,
    },
    unworked.length > 0 && {
      code: 'mapping',
      text: `nobody works ${unworked.join(', ')}: enable the mapping in Lambda, or deploy the shop again`,
    },
    ...missingLines(missing).map((text) => ({ code: 'missing', text }) as const),
  ];
  return found.filter((reason) => reason !== false);
};

const WORKING = /^(Enabled|Enabling|Creating|Updating|containers)\b/;

/** A shop that mails nobody has no mapping of the queue `receipts`. */
const isIdle = ({ name, mapping }: QueueStatus): boolean =>
  mapping !== undefined && !WORKING.test(mapping) && !(name === 'receipts' && mapping === 'none');

/** A mapping that `break off` enables. */
const isOnBreak = ({ name, mapping = '' }: QueueStatus): boolean => baristaQueues.includes(name) && mapping !== 'none';
