import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Letter } from './letter.ts';
import type { Content, Destination, Outgoing } from './outgoing.ts';

/** A letter that could not be sent or deleted, with the reason. */
export type Failed<T> = { readonly letter: T; readonly reason: string };
export type SendResult<T> = { readonly sent: readonly T[]; readonly failed: readonly Failed<T>[] };

type Pending<T> = {
  readonly letter: T;
  readonly outgoing: Extract<Outgoing, { kind: 'fits' }>;
  readonly group: string;
};

const MAX_ENTRIES = 10;
/** One call takes at most as many bytes as one message. */
const MAX_CALL_BYTES = 256 * 1024;
const MAX_TRIES = 3;

/** The limits of a queue. */
export const destinationOf = async (sqs: SQSClient, QueueUrl: string): Promise<Destination> => {
  const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['MaximumMessageSize'] });
  const { Attributes = {} } = await sqs.send(get);
  return { fifo: QueueUrl.endsWith('.fifo'), maxBytes: Number(Attributes.MaximumMessageSize ?? MAX_CALL_BYTES) };
};

/**
 * Sends letters in batches. On a FIFO queue the letters of a group keep their order: each batch holds one of a group, and those behind
 * one that failed are not sent.
 */
export const sendLetters = async <T extends Content>(
  { sqs, queueUrl, fifo }: { readonly sqs: SQSClient; readonly queueUrl: string; readonly fifo: boolean },
  letters: readonly T[],
  outgoingOf: (letter: T) => Outgoing,
): Promise<SendResult<T>> => {
  const sent: T[] = [];
  const failed: Failed<T>[] = [];
  const blocked = new Set<string>();
  const fitting: Pending<T>[] = [];
  for (const letter of letters) {
    const outgoing = outgoingOf(letter);
    const group = letter.system.MessageGroupId ?? '';
    if (outgoing.kind === 'fits') fitting.push({ letter, outgoing, group });
    else
      failed.push({ letter, reason: `it should have at most the bytes that its queue takes, got ${outgoing.bytes}` });
  }
  for (const batch of fifo ? roundsOf(fitting) : [fitting])
    for (const call of callsOf(batch.filter(({ group }) => !blocked.has(group)))) {
      const refused = await sendBatch(sqs, queueUrl, call);
      for (const pending of call) {
        const reason = refused.get(pending);
        if (reason === undefined) sent.push(pending.letter);
        else failed.push({ letter: pending.letter, reason });
        if (reason !== undefined && fifo) blocked.add(pending.group);
      }
    }
  return { sent, failed: [...failed, ...unsent(fitting, sent, failed)] };
};

const unsent = <T>(fitting: readonly Pending<T>[], sent: readonly T[], failed: readonly Failed<T>[]): Failed<T>[] => {
  const told = new Set<T>([...sent, ...failed.map(({ letter }) => letter)]);
  return fitting
    .filter(({ letter }) => !told.has(letter))
    .map(({ letter }) => ({ letter, reason: 'an earlier message of its group failed' }));
};

/** Round n holds the n-th letter of each group. */
const roundsOf = <T>(pending: readonly Pending<T>[]): Pending<T>[][] => {
  const sizes = new Map<string, number>();
  const numbered = pending.map((one) => {
    const round = sizes.get(one.group) ?? 0;
    sizes.set(one.group, round + 1);
    return { one, round };
  });
  return [...Map.groupBy(numbered, ({ round }) => round).values()].map((round) => round.map(({ one }) => one));
};

const callsOf = <T>(pending: readonly Pending<T>[]): Pending<T>[][] => {
  const calls: Pending<T>[][] = [];
  let bytes = 0;
  for (const one of pending) {
    const last = calls.at(-1);
    bytes += one.outgoing.bytes;
    if (last && last.length < MAX_ENTRIES && bytes <= MAX_CALL_BYTES) last.push(one);
    else {
      calls.push([one]);
      bytes = one.outgoing.bytes;
    }
  }
  return calls;
};

/** Sends one batch, and the entries that failed again. Returns the reasons of those that were refused. */
const sendBatch = async <T>(
  sqs: SQSClient,
  QueueUrl: string,
  pending: readonly Pending<T>[],
  tries = MAX_TRIES,
): Promise<ReadonlyMap<Pending<T>, string>> => {
  const Entries = pending.map(({ outgoing }, n) => ({ Id: String(n), ...outgoing.entry }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const refused = new Map<Pending<T>, string>();
  const again: Pending<T>[] = [];
  for (const { Id, Code = 'an unknown error', SenderFault } of Failed) {
    const one = pending[Number(Id)];
    if (!one) continue;
    if (SenderFault || tries === 1) refused.set(one, Code);
    else again.push(one);
  }
  if (again.length === 0) return refused;
  return new Map([...refused, ...(await sendBatch(sqs, QueueUrl, again, tries - 1))]);
};

/** Deletes letters from their dead-letter queue. Returns those that are deleted. */
export const deleteLetters = async (
  sqs: SQSClient,
  QueueUrl: string,
  letters: readonly Letter[],
  tries = MAX_TRIES,
): Promise<Letter[]> => {
  const deleted: Letter[] = [];
  const again: Letter[] = [];
  for (let at = 0; at < letters.length; at += MAX_ENTRIES) {
    const part = letters.slice(at, at + MAX_ENTRIES);
    const Entries = part.map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle }));
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    const failed = new Set(Failed.map(({ Id }) => Number(Id)));
    for (const [n, letter] of part.entries()) (failed.has(n) ? again : deleted).push(letter);
  }
  if (again.length === 0 || tries === 1) return deleted;
  return [...deleted, ...(await deleteLetters(sqs, QueueUrl, again, tries - 1))];
};
