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
  /** A letter that was sent later is new: it arrived after the listing. Milliseconds since 1970. */
  readonly until: number;
};

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
      facts.push({ reason: letter.reason, orderId: letter.order?.orderId, sentAt: letter.sentAt });
      onLetter?.(letter);
    }
    return [];
  });
  const until = untilOf(facts, { queue, began });
  return { ...result, queue, selected: facts.length, orders: ordersOf(facts), groups: groupsOf(facts), until };
};

/**
 * The time of the newest letter by the clock of SQS. A FIFO queue hides letters that are newer, so the clock of this machine counts
 * there too.
 */
const untilOf = (facts: readonly Fact[], { queue, began }: { readonly queue: TargetQueue; readonly began: number }) =>
  facts.reduce((most, { sentAt }) => Math.max(most, sentAt), queue.fifo ? began : 0);

/** The part of a letter that is kept: its body can be long. */
type Fact = Pick<Letter, 'reason' | 'sentAt'> & { readonly orderId: string | undefined };

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
