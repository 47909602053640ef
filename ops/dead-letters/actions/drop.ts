import { join, relative } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { counted } from '../../printing/text.ts';
import type { Target } from '../../target/target.ts';
import { type Backup, createBackup } from '../backup.ts';
import { type DropResult, dropLetters } from '../drop.ts';
import { endInOrder } from '../interrupt.ts';
import type { Listing } from '../list.ts';
import { readingNotes, totalText, unshownNote } from '../list-text.ts';
import { assertChoice, type ChangeOptions, selectWith } from '../options.ts';
import { showProgress } from '../progress.ts';
import type { Select } from '../selection.ts';
import { printListings, readListings, totalOf } from './list.ts';

export type DropCommandOptions = ChangeOptions & { readonly backup?: string };

/** Git ignores this folder. Backups hold personal data. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '.orderboard', 'dropped');

/** `dlq drop` */
export const dropDeadLetters = async (context: Context, options: DropCommandOptions): Promise<void> => {
  assertChoice(options, 'drop');
  const target = await context.openTarget();
  const select = selectWith(options, target);
  const listings = await readListings(target, options, { select });
  const total = totalOf(listings);
  if (options.dryRun || total === 0) return printListings(context, listings);
  for (const note of readingNotes(listings)) context.note(note);
  const file = options.backup ?? defaultFile();
  const question = `Delete ${totalText(listings)}, after a backup to ${file}?`;
  await context.confirm(question, { yes: options.yes === true });
  printDropped(context, file, await dropAll(context, target, { select, listings, file }));
};

/** `unshown` letters were in the listing, and SQS did not show them to the drop. */
type QueueDropped = DropResult & { readonly unshown: number };
type Dropped = { readonly results: readonly QueueDropped[]; readonly interrupted: boolean };
type DropWork = { readonly select: Select; readonly listings: readonly Listing[]; readonly file: string };

const dropAll = async (context: Context, { sqs }: Target, { select, listings, file }: DropWork): Promise<Dropped> => {
  const created = createBackup(file);
  const progress = await showProgress(totalOf(listings), 'dropped');
  let [dropped, backedUp] = [0, 0];
  const append: Backup['append'] = async (letters) => {
    await created.append(letters);
    backedUp += letters.length;
  };
  const backup = { ...created, append };
  const onDropped = (count: number): void => {
    dropped += count;
    progress.add(count);
  };
  const drop = async (signal: AbortSignal): Promise<Dropped> => {
    const results: QueueDropped[] = [];
    for (const listing of listings.filter(({ selected }) => selected > 0)) {
      if (signal.aborted) break;
      const { queue, isListed, selected } = listing;
      const work = { sqs, queue, select, isListed, backup, signal, onDropped };
      const result = await dropLetters(work);
      const unshown = signal.aborted ? 0 : Math.max(0, selected - result.dropped - result.undeleted);
      results.push({ ...result, unshown });
    }
    return { results, interrupted: signal.aborted };
  };
  const tellDropped = (error: unknown): never => {
    context.note(errorNote({ dropped, backedUp, file }));
    throw error;
  };
  return endInOrder(drop)
    .finally(progress.end)
    .catch(tellDropped)
    .finally(() => backup.close());
};

/** SQS can have deleted letters without an answer, so all of the backup can be gone from the queue. */
const errorNote = (known: { readonly dropped: number; readonly backedUp: number; readonly file: string }): string => {
  const { dropped, backedUp, file } = known;
  if (backedUp === 0) return 'No dead letter was deleted before the error.';
  const deleted = `${counted(dropped, 'dead letter')} ${dropped === 1 ? 'was' : 'were'} certainly deleted before the error`;
  const remedy = `"dlq restore ${file}" sends back those that are no longer in their dead-letter queue`;
  return `${deleted}, and ${file} holds ${backedUp}: ${remedy}.`;
};

const printDropped = (context: Context, file: string, { results, interrupted }: Dropped): void => {
  const dropped = results.reduce((sum, result) => sum + result.dropped, 0);
  const queues = results.map(({ queue, dropped: count, undeleted, unshown }) => ({
    ...{ queue: queue.name, dropped: count },
    ...{ undeleted, unshown },
  }));
  context.print(
    { dropped, interrupted, backup: file, queues },
    `${counted(dropped, 'dead letter')} deleted.${dropped > 0 ? ` "dlq restore ${file}" sends them back.` : ''}`,
  );
  for (const { queue, undeleted } of queues)
    if (undeleted > 0) context.note(`${queue}: ${undeleted} are in the backup, and could not be deleted: run it again`);
  for (const { queue, unshown } of results) if (unshown > 0) context.note(unshownNote(queue, unshown));
  if (interrupted) throw new Failure('interrupted', 'interrupted: the other dead letters stay, and are visible again.');
  if (queues.some(({ undeleted, unshown }) => undeleted + unshown > 0)) context.answerNo();
};

const defaultFile = (): string => {
  const name = `${new Date().toISOString().replaceAll(':', '-')}.jsonl`;
  return relative(process.cwd(), join(FOLDER, name));
};
