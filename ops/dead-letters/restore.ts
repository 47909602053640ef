import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Failure } from '../failure.ts';
import type { TargetQueue } from '../target/queues.ts';
import { type BackedUp, readBackup } from './backup.ts';
import { listLetters } from './list.ts';
import { toDlq, toSource } from './outgoing.ts';
import { createSendLetters, destinationOf, type Failed, type SendLetters } from './send.ts';

export type RestoreOptions = {
  readonly sqs: SQSClient;
  readonly queues: readonly TargetQueue[];
  /** The path of the backup. */
  readonly file: string;
  readonly to: 'dlq' | 'source';
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
};

export type RestoreResult = {
  readonly letters: number;
  readonly restored: number;
  /** An earlier restore of this file sent them. */
  readonly earlier: number;
  /** They were not deleted from their dead-letter queue. */
  readonly present: number;
  readonly failed: readonly Failed<BackedUp>[];
  /** Whether the last line of the file is a part of a letter only. */
  readonly torn: boolean;
};

const BATCH = 10;

/**
 * Sends the letters of a backup back to their dead-letter queues or source queues. A journal beside the file names the letters that
 * were sent, so that a second restore sends only the rest.
 */
export const restoreLetters = async (options: RestoreOptions): Promise<RestoreResult> => {
  const { file, signal, dryRun } = options;
  const { names, torn } = await checkBackup(options);
  const present = await presentIds(options, names);
  const journal = await openJournal(`${file}.restored`, dryRun);
  const counts = { letters: 0, restored: 0, earlier: 0, present: 0 };
  const failed: Failed<BackedUp>[] = [];
  const send = createSend(options);

  const flush = async (batch: readonly BackedUp[]): Promise<void> => {
    if (batch.length === 0 || signal.aborted) return;
    const result = dryRun ? { sent: batch, failed: [] } : await send(batch);
    await journal.append(result.sent);
    counts.restored += result.sent.length;
    failed.push(...result.failed);
  };

  try {
    let batch: BackedUp[] = [];
    for await (const letter of readBackup(file, () => undefined)) {
      counts.letters += 1;
      if (journal.has(letter)) counts.earlier += 1;
      else if (present.has(letter.messageId)) counts.present += 1;
      else batch.push(letter);
      if (batch.length < BATCH) continue;
      await flush(batch);
      batch = [];
    }
    await flush(batch);
  } finally {
    await journal.close();
  }
  return { ...counts, failed, torn };
};

/** Reads the whole file first, so that a damaged one, or one of another shop, sends nothing. */
const checkBackup = async ({ file, queues }: RestoreOptions) => {
  const names = new Set<string>();
  let torn = false;
  const onTorn = (): void => {
    torn = true;
  };
  for await (const { queue: name, dlq } of readBackup(file, onTorn)) {
    const queue = queues.find((one) => one.name === name);
    const expected = queue?.dlqArn ?? 'the queues of the shop';
    if (queue?.dlqArn !== dlq)
      throw new Failure('usage', `${file} should hold dead letters of ${expected}, ${got(dlq)}`);
    names.add(name);
  }
  return { names, torn };
};

const got = (dlq: string): string =>
  `got one of ${dlq}: name its shop with --port or --stage. To move it to this shop, change "dlq" in the file`;

const presentIds = async (
  { sqs, queues, signal }: RestoreOptions,
  names: ReadonlySet<string>,
): Promise<Set<string>> => {
  const present = new Set<string>();
  const onLetter = ({ messageId }: { readonly messageId: string }): void => {
    present.add(messageId);
  };
  for (const queue of queues)
    if (names.has(queue.name)) await listLetters({ sqs, queue, signal, onLetter, select: async () => true });
  return present;
};

/** Sends letters of several queues. Each queue has one sender, which remembers the groups of letters that failed. */
const createSend = ({ sqs, queues, to }: RestoreOptions) => {
  const senders = new Map<TargetQueue, SendLetters<BackedUp>>();
  const createSender = async (queue: TargetQueue): Promise<SendLetters<BackedUp>> => {
    const queueUrl = to === 'source' ? queue.url : queue.dlqUrl;
    const destination = await destinationOf(sqs, queueUrl);
    return createSendLetters<BackedUp>({ sqs, queueUrl, destination }, to === 'source' ? toSource : toDlq);
  };
  return async (batch: readonly BackedUp[]) => {
    const results = [];
    for (const queue of queues) {
      const letters = batch.filter((letter) => letter.queue === queue.name);
      if (letters.length === 0) continue;
      const send = senders.get(queue) ?? (await createSender(queue));
      senders.set(queue, send);
      results.push(await send(letters));
    }
    return { sent: results.flatMap(({ sent }) => sent), failed: results.flatMap((result) => result.failed) };
  };
};

/** The message ids of the letters that were restored, one a line, each on the disk before the next batch is sent. */
const openJournal = async (path: string, dryRun: boolean) => {
  const done = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
  const file = dryRun ? undefined : await open(path, 'a', 0o600);
  return {
    has: ({ messageId }: BackedUp): boolean => done.has(messageId),
    append: async (letters: readonly BackedUp[]): Promise<void> => {
      await file?.appendFile(letters.map(({ messageId }) => `${messageId}\n`).join(''));
      await file?.sync();
    },
    close: async (): Promise<void> => file?.close(),
  };
};
