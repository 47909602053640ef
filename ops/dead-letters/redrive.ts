import { setTimeout as delay } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Letter } from './letter.ts';
import type { IsListed } from './list.ts';
import { toSource } from './outgoing.ts';
import { readQueue } from './read-queue.ts';
import type { Select } from './selection.ts';
import { createSendLetters, deleteLetters, destinationOf, type Failed } from './send.ts';

export type RedriveOptions = {
  readonly sqs: SQSClient;
  readonly queue: TargetQueue;
  readonly select: Select;
  /** Leaves letters that arrived after the listing: a redriven message that fails again is one. */
  readonly isListed: IsListed;
  /** How many letters are expected, and how many a second are sent. */
  readonly expected: number;
  readonly rate: number | undefined;
  readonly signal: AbortSignal;
  readonly onMoved: (count: number) => void;
};

export type RedriveResult = ReadResult & {
  readonly queue: TargetQueue;
  readonly moved: number;
  /** Sent, but not deleted from the dead-letter queue. The next redrive sends them again, which has no effect on their orders. */
  readonly undeleted: number;
  readonly failed: readonly Failed<Letter>[];
};

/**
 * Moves the selected letters of a dead-letter queue back to its source queue: each batch is received, sent and then deleted. After a
 * crash in between, a letter is on both queues, never on none.
 */
export const redriveLetters = async (options: RedriveOptions): Promise<RedriveResult> => {
  const { sqs, queue, select, isListed, expected, rate, signal, onMoved } = options;
  const destination = await destinationOf(sqs, queue.url);
  const send = createSendLetters<Letter>({ sqs, queueUrl: queue.url, destination }, toSource);
  const pace = createPace(rate, signal);
  const failed: Failed<Letter>[] = [];
  let [moved, undeleted] = [0, 0];

  const move = async (letters: readonly Letter[]): Promise<readonly Letter[]> => {
    if (!(await pace(letters.length))) return [];
    const result = await send(letters);
    failed.push(...result.failed);
    moved += result.sent.length;
    onMoved(result.sent.length); // they are sent, even if the deletion fails
    const deleted = await deleteLetters(sqs, queue.dlqUrl, result.sent);
    undeleted += result.sent.length - deleted.length;
    return deleted;
  };

  const workSeconds = rate === undefined ? 0 : expected / rate;
  const read = await readQueue({ sqs, queue, signal, workSeconds }, async (letters) => {
    const selected = await filterLetters(letters, async (letter) => isListed(letter) && (await select(letter)));
    const gone: Letter[] = [];
    for (const part of partsOf(selected, rate)) gone.push(...(await move(part)));
    return gone;
  });
  return { ...read, queue, moved, undeleted, failed };
};

export const filterLetters = async (letters: readonly Letter[], select: Select): Promise<Letter[]> => {
  const chosen = await Promise.all(letters.map(select));
  return letters.filter((_letter, n) => chosen[n]);
};

/** At a low rate, the parts are small, so that the messages are spread over each second. */
const partsOf = (letters: readonly Letter[], rate = Number.POSITIVE_INFINITY): Letter[][] => {
  const size = Math.max(1, Math.min(letters.length, Math.floor(rate)));
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, n) => letters.slice(n * size, (n + 1) * size));
};

/** Waits so that not more than this many letters a second are sent. Returns false if the redrive ends instead. */
const createPace = (rate: number | undefined, signal: AbortSignal) => {
  let next = Date.now();
  return async (count: number): Promise<boolean> => {
    const wait = next - Date.now();
    next = Math.max(next, Date.now()) + (rate === undefined ? 0 : (count / rate) * 1000);
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  };
};
