import { join, relative } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { counted } from '../../printing/text.ts';
import { createBackup } from '../backup.ts';
import { dropLetters } from '../drop.ts';
import { endInOrder } from '../interrupt.ts';
import { readingNotes } from '../list-text.ts';
import { assertChoice, type ChangeOptions, selectWith } from '../options.ts';
import { showProgress } from '../progress.ts';
import { printListings, readListings } from './list.ts';

export type DropCommandOptions = ChangeOptions & { readonly backup?: string };

/** Git ignores this folder. Backups hold personal data. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '.orderboard', 'dropped');

/** `dlq drop` */
export const dropDeadLetters = async (context: Context, options: DropCommandOptions): Promise<void> => {
  assertChoice(options, 'drop');
  const target = await context.openTarget();
  const listings = await readListings(target, options);
  const total = listings.reduce((sum, { selected }) => sum + selected, 0);
  if (options.dryRun || total === 0) return printListings(context, listings);
  for (const note of readingNotes(listings)) context.note(note);
  const file = options.backup ?? defaultFile();
  await context.confirm(`Delete ${counted(total, 'dead letter')}, after a backup to ${file}?`, {
    yes: options.yes === true,
  });
  const backup = createBackup(file);
  const progress = await showProgress(total, 'dropped');
  const { results, interrupted } = await endInOrder(async (signal) => {
    const dropped = [];
    for (const { queue, groups, selected } of listings) {
      if (selected === 0 || signal.aborted) continue;
      const until = Math.max(Date.now(), ...groups.map(({ newest }) => newest));
      const select = selectWith(options, target);
      const work = { sqs: target.sqs, queue, select, until, backup, signal, onDropped: progress.add };
      dropped.push({ queue: queue.name, ...(await dropLetters(work)) });
    }
    return { results: dropped, interrupted: signal.aborted };
  }).finally(async () => {
    progress.end();
    await backup.close();
  });
  const dropped = results.reduce((sum, result) => sum + result.dropped, 0);
  const queues = results.map(({ queue, dropped: count, undeleted }) => ({ queue, dropped: count, undeleted }));
  context.print(
    { dropped, interrupted, backup: file, queues },
    `${counted(dropped, 'dead letter')} deleted. "dlq restore ${file}" sends them back.`,
  );
  if (interrupted) throw new Failure('interrupted', 'interrupted: the other dead letters stay, and are visible again.');
};

const defaultFile = (): string => {
  const name = `${new Date().toISOString().replaceAll(':', '-')}.jsonl`;
  return relative(process.cwd(), join(FOLDER, name));
};
