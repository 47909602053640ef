import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Letter } from './letter.ts';
import { readQueue } from './read-queue.ts';
import type { Select } from './selection.ts';

/** The dead letters of one queue with one reason. */
export type Group = {
  readonly reason: string;
  readonly messages: number;
  /** Different orders. A quarantine that could not be recorded leaves two dead letters of one order. */
  readonly orders: number;
  /** Milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
};

export type Listing = ReadResult & {
  readonly queue: TargetQueue;
  readonly selected: number;
  /** Different orders of the selected letters. A pick-up number can choose two. */
  readonly orders: number;
  readonly groups: readonly Group[];
  readonly isListed: IsListed;
};

/** Whether a letter that is selected now was there at the listing. One that arrived later is in no count, so nobody agreed to it. */
export type IsListed = (letter: Pick<Letter, 'messageId' | 'sentAt'>) => boolean;

export type ListOptions = {
  readonly sqs: SQSClient;
  readonly queue: TargetQueue;
  readonly select: Select;
  readonly signal: AbortSignal;
  /** Sees each selected letter. */
  readonly onLetter?: (letter: Letter) => void;
};

/** Counts the selected letters of a dead-letter queue by reason. */
export const listLetters = async ({ sqs, queue, select, signal, onLetter }: ListOptions): Promise<Listing> => {
  const facts: Fact[] = [];
  const began = Date.now();
  const result = await readQueue({ sqs, queue, signal }, async (letters) => {
    for (const letter of letters) {
      if (!(await select(letter))) continue;
      const { messageId, reason, order, sentAt } = letter;
      facts.push({ messageId, reason, orderId: order?.orderId, sentAt });
      onLetter?.(letter);
    }
    return [];
  });
  const isListed = queue.fifo ? sentUntil(facts, began) : hasIdOf(facts);
  return { ...result, queue, selected: facts.length, orders: ordersOf(facts), groups: groupsOf(facts), isListed };
};

/** On a standard queue, a message that SQS moves keeps the time of its first queue, which can be before the listing. */
const hasIdOf = (facts: readonly Fact[]): IsListed => {
  const ids = new Set(facts.map(({ messageId }) => messageId));
  return ({ messageId }) => ids.has(messageId);
};

/**
 * A FIFO queue hides letters behind the first ones, so the listing does not have their ids. SQS sets a new time when it moves one.
 * The hidden ones are newer than the listed ones, so the clock of this machine counts beside that of SQS.
 */
const sentUntil = (facts: readonly Fact[], began: number): IsListed => {
  const until = facts.reduce((most, { sentAt }) => Math.max(most, sentAt), began);
  return ({ sentAt }) => sentAt <= until;
};

/** The part of a letter that is kept: its body can be long. */
type Fact = Pick<Letter, 'messageId' | 'reason' | 'sentAt'> & { readonly orderId: string | undefined };

const ordersOf = (facts: readonly Fact[]): number => new Set(facts.flatMap(({ orderId }) => orderId ?? [])).size;

const groupsOf = (facts: readonly Fact[]): Group[] =>
  [...Map.groupBy(facts, ({ reason }) => reason)]
    .map(([reason, letters]) => ({
      reason,
      messages: letters.length,
      orders: ordersOf(letters),
      oldest: letters.reduce((least, { sentAt }) => Math.min(least, sentAt), Number.POSITIVE_INFINITY),
      newest: letters.reduce((most, { sentAt }) => Math.max(most, sentAt), 0),
    }))
    .sort((a, b) => b.messages - a.messages || (a.reason < b.reason ? -1 : 1));
