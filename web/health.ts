import { type Board, queueNames } from './board.ts';
import { listText, numberText, plural } from './text.ts';

/** The names of the queues on the page. */
export const queueTitles: Readonly<Record<string, string>> = {
  orders: 'Standard',
  tabs: 'Tabs',
  pickups: 'For later',
  receipts: 'Receipts',
};

/** Whether the shop is well, and if not, why: one sentence. */
export const healthText = (board: Board): string => {
  if (board.well) return 'The shop is well';
  const reasons = board.reasons.map((reason) => reasonText(board, reason));
  return reasons.length === 0 ? 'The shop is not well' : `Not well: ${reasons.join('; ')}`;
};

const reasonText = (board: Board, reason: string): string => {
  if (reason === 'dead-letters') return deadLettersText(board);
  if (reason === 'stuck') return stuckText(board);
  if (reason === 'late') return 'an order waits for more than 10 minutes after it was due';
  if (reason === 'missing') return `${listText(board.missing.map(partText))} cannot be read`;
  return reason;
};

const deadLettersText = ({ queues }: Board): string => {
  const filled = queueNames.filter((name) => (queues[name]?.deadLetters ?? 0) > 0);
  const count = filled.reduce((sum, name) => sum + (queues[name]?.deadLetters ?? 0), 0);
  if (count === 0) return 'there are dead letters';
  return `${plural(count, 'dead letter')} (${listText(filled.map((name) => queueTitles[name] ?? name))})`;
};

const stuckText = ({ lanes }: Board): string => {
  const total = lanes.stuck?.total ?? 0;
  if (total === 0) return 'orders are stuck';
  return total === 1 ? '1 order is stuck' : `${numberText(total)} orders are stuck`;
};

/** The words for a part that could not be read, such as `queues.tabs.deadLetters`. */
export const partText = (part: string): string => {
  const [area, name = '', detail] = part.split('.');
  if (area === 'lanes') return name === '' ? 'the orders' : `the ${name} orders`;
  if (area !== 'queues') return part;
  if (name === '') return 'the queues';
  const queue = `the queue "${queueTitles[name] ?? name}"`;
  return detail === 'deadLetters' ? `the dead letters of ${queue}` : queue;
};
