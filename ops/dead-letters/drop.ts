import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Backup } from './backup.ts';
import type { IsListed } from './list.ts';
import { readQueue } from './read-queue.ts';
import { filterLetters } from './redrive.ts';
import type { Select } from './selection.ts';
import { deleteLetters } from './send.ts';

export type DropOptions = {
  readonly sqs: SQSClient;
  readonly queue: TargetQueue;
  readonly select: Select;
  /** Leaves letters that arrived after the listing. */
  readonly isListed: IsListed;
  readonly backup: Backup;
  readonly signal: AbortSignal;
  readonly onDropped: (count: number) => void;
};

export type DropResult = ReadResult & {
  readonly queue: TargetQueue;
  readonly dropped: number;
  /** In the backup, but not deleted. */
  readonly undeleted: number;
};

/** Deletes the selected letters of a dead-letter queue, each after it is in the backup. */
export const dropLetters = async (options: DropOptions): Promise<DropResult> => {
  const { sqs, queue, select, isListed, backup, signal, onDropped } = options;
  let [dropped, undeleted] = [0, 0];
  const read = await readQueue({ sqs, queue, signal }, async (letters) => {
    const selected = await filterLetters(letters, async (letter) => isListed(letter) && (await select(letter)));
    if (selected.length === 0) return [];
    await backup.append(selected);
    const deleted = await deleteLetters(sqs, queue.dlqUrl, selected);
    dropped += deleted.length;
    undeleted += selected.length - deleted.length;
    onDropped(deleted.length);
    return deleted;
  });
  return { ...read, queue, dropped, undeleted };
};
