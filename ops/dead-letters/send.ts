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

export type SendDeps = { readonly sqs: SQSClient; readonly queueUrl: string; readonly destination: Destination };

type Pending<T> = { readonly letter: T; readonly outgoing: Extract<Outgoing, { kind: 'fits' }> };

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

export type SendLetters<T> = (letters: readonly T[]) => Promise<SendResult<T>>;

/**
 * Creates a function that sends letters in batches. On a FIFO queue the letters of a group keep their order: each batch holds one of a
 * group, and those behind one that failed are not sent, also not by a later call.
 */
export const createSendLetters = <T extends Content>(
  { sqs, queueUrl, destination }: SendDeps,
  outgoingOf: (letter: T, destination: Destination) => Outgoing,
): SendLetters<T> => {
  const { fifo, maxBytes } = destination;
  const blocked = new Set<string>();

  return async (letters) => {
    const sent: T[] = [];
    const failed: Failed<T>[] = [];
    const fail = (letter: T, reason: string): void => {
      failed.push({ letter, reason });
      if (fifo) blocked.add(groupOf(letter));
    };
    for (const round of fifo ? roundsOf(letters) : [letters]) {
      const fitting: Pending<T>[] = [];
      for (const letter of round) {
        const outgoing = outgoingOf(letter, destination);
        if (blocked.has(groupOf(letter))) fail(letter, BEHIND);
        else if (outgoing.kind === 'fits') fitting.push({ letter, outgoing });
        else fail(letter, `it should have at most the ${maxBytes} bytes that its queue takes, got ${outgoing.bytes}`);
      }
      for (const call of callsOf(fitting)) {
        const refused = await sendBatch(sqs, queueUrl, call);
        for (const { letter } of call.filter((pending) => !refused.has(pending))) sent.push(letter);
        for (const [{ letter }, reason] of refused) fail(letter, reason);
      }
    }
    return { sent, failed };
  };
};

const BEHIND = 'an earlier message of its group failed';

const groupOf = ({ system }: Content): string => system.MessageGroupId ?? '';

/** Round n holds the n-th letter of each group. */
const roundsOf = <T extends Content>(letters: readonly T[]): T[][] => {
  const rounds: T[][] = [];
  for (const group of Map.groupBy(letters, groupOf).values())
    for (const [n, letter] of group.entries()) {
      rounds[n] ??= [];
      rounds[n].push(letter);
    }
  return rounds;
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
