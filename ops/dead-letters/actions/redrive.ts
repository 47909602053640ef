import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { counted } from '../../printing/text.ts';
import type { TargetQueue } from '../../target/queues.ts';
import type { Target } from '../../target/target.ts';
import { endInOrder } from '../interrupt.ts';
import type { Letter } from '../letter.ts';
import type { Listing } from '../list.ts';
import { readingNotes, totalText, unshownNote } from '../list-text.ts';
import { type MoveTaskResult, moveAll } from '../move-task.ts';
import { assertChoice, type ChangeOptions, selectWith } from '../options.ts';
import { type Destination, fitsUnchanged } from '../outgoing.ts';
import { showProgress } from '../progress.ts';
import { type RedriveResult, redriveLetters } from '../redrive.ts';
import type { Select } from '../selection.ts';
import { destinationOf } from '../send.ts';
import { printListings, readListings, totalOf } from './list.ts';

export type RedriveCommandOptions = ChangeOptions & { readonly rate?: number };

/** The result for one queue. */
type Redriven = {
  readonly queue: TargetQueue;
  readonly moved: number;
  readonly undeleted: number;
  /** Letters of the listing that SQS did not show to the redrive. */
  readonly unshown: number;
  readonly failed: RedriveResult['failed'];
  readonly task?: MoveTaskResult;
};

/** `dlq redrive` */
export const redriveDeadLetters = async (context: Context, options: RedriveCommandOptions): Promise<void> => {
  assertChoice(options, 'redrive');
  const target = await context.openTarget();
  const oversized: Pick<Letter, 'queue' | 'messageId'>[] = [];
  const destinations = await destinationsOf(target);
  const noteSize = (letter: Letter): void => {
    const destination = destinations.get(letter.queue);
    const { queue, messageId } = letter;
    if (destination && !fitsUnchanged(letter, destination)) oversized.push({ queue, messageId });
  };
  const select = selectWith(options, target);
  const listings = await readListings(target, options, { select, onLetter: noteSize });
  const total = totalOf(listings);
  if (options.dryRun || total === 0) return printListings(context, listings);
  if (!options.all) for (const note of readingNotes(listings)) context.note(note);
  await context.confirm(`Send ${totalText(listings)} back to the queues?`, { yes: options.yes === true });
  const progress = await showProgress(total, 'redriven');
  let moved = 0;
  const onMoved = (count: number): void => {
    moved += count;
    progress.add(count);
  };
  const tellMoved = (error: unknown): never => {
    const sent = `${counted(moved, 'dead letter')} ${moved === 1 ? 'was' : 'were'} sent back before the error`;
    context.note(`At least ${sent}: ${AGAIN} No order is made twice.`);
    throw error;
  };
  const work = { sqs: target.sqs, options, select, oversized, onMoved };
  const redriven = await redriveAll(work, listings).catch(tellMoved).finally(progress.end);
  printRedriven(context, redriven);
};

const AGAIN = 'run the command again for the rest.';

type Work = {
  readonly sqs: SQSClient;
  readonly options: Pick<RedriveCommandOptions, 'all' | 'rate'>;
  /** Letters that a move task cannot move. */
  readonly oversized: readonly Pick<Letter, 'queue' | 'messageId'>[];
  readonly select: Select;
  readonly onMoved: (count: number) => void;
};

const destinationsOf = async ({ sqs, queues }: Target): Promise<ReadonlyMap<TargetQueue, Destination>> =>
  new Map(await Promise.all(queues.map(async (queue) => [queue, await destinationOf(sqs, queue.url)] as const)));

const redriveAll = (
  work: Work,
  listings: readonly Listing[],
): Promise<{ readonly results: readonly Redriven[]; readonly interrupted: boolean }> =>
  endInOrder(async (signal) => {
    const results: Redriven[] = [];
    for (const listing of listings)
      if (listing.selected > 0 && !signal.aborted) results.push(await redriveQueue(work, listing, signal));
    return { results, interrupted: signal.aborted };
  });

/** Redrives the letters of one queue: by SQS's own task if all are chosen, and if SQS takes all of them unchanged. */
export const redriveQueue = async (work: Work, listing: Listing, signal: AbortSignal): Promise<Redriven> => {
  const { sqs, options, select, onMoved } = work;
  const { queue, selected, isListed } = listing;
  const oversized = new Set(work.oversized.filter((one) => one.queue === queue).map(({ messageId }) => messageId));
  const limits = { sqs, queue, rate: options.rate, signal, onMoved };
  const byHand = { ...limits, isListed, expected: selected };
  // A task moves the letters of a tab together, so none of them can go before the others.
  if (!options.all || (queue.fifo && oversized.size > 0)) {
    const result = await redriveLetters({ ...byHand, select });
    const unshown = signal.aborted ? 0 : Math.max(0, selected - result.moved - result.failed.length);
    return { ...result, unshown };
  }
  const isOversized = async ({ messageId }: Letter): Promise<boolean> => oversized.has(messageId);
  const rest = oversized.size > 0 ? await redriveLetters({ ...byHand, select: isOversized }) : NOTHING_BY_HAND;
  if (signal.aborted || rest.moved === selected) return { ...rest, queue, unshown: 0 };
  const task = await moveAll(limits);
  return { ...rest, queue, unshown: 0, moved: rest.moved + task.moved, task };
};

const NOTHING_BY_HAND = { moved: 0, undeleted: 0, failed: [] } as const;

const printRedriven = (
  context: Context,
  { results, interrupted }: { readonly results: readonly Redriven[]; readonly interrupted: boolean },
): void => {
  const moved = results.reduce((sum, result) => sum + result.moved, 0);
  const failed = results.flatMap((result) => result.failed);
  context.print(
    { moved, interrupted, queues: results.map(redrivenResult) },
    `${counted(moved, 'dead letter')} went back to ${results.map(({ queue }) => queue.name).join(', ')}.`,
  );
  for (const { letter, reason } of failed)
    context.note(`${letter.queue.name}: ${letter.messageId} stays in the dead-letter queue: ${reason}`);
  for (const { queue, undeleted, unshown, task } of results) {
    if (undeleted > 0) context.note(`${queue.name}: ${undeleted} ${UNDELETED}`);
    if (unshown > 0) context.note(unshownNote(queue, unshown));
    if (task?.status === 'cancelled' && !interrupted)
      context.note(`${queue.name}: somebody cancelled its move task: ${AGAIN}`);
    if (task?.status === 'failed') context.note(`${queue.name}: SQS ended its move task: ${task.reason}`);
  }
  if (interrupted) throw new Failure('interrupted', `interrupted: ${INTERRUPTED}`);
  if (results.some(leavesLetters)) context.answerNo();
};

/** Whether letters that were chosen are still in the dead-letter queue, or can be. */
const leavesLetters = ({ undeleted, unshown, failed, task }: Redriven): boolean =>
  undeleted + unshown + failed.length > 0 || (task !== undefined && task.status !== 'completed');

const UNDELETED =
  'were sent, but could not be deleted from the dead-letter queue. Run the command again: no order is made twice.';
const INTERRUPTED = `the other dead letters stay, and are visible again: ${AGAIN}`;

const redrivenResult = ({ queue, moved, undeleted, unshown, failed, task }: Redriven) => ({
  ...{ queue: queue.name, moved, undeleted, unshown },
  failed: failed.map(({ letter, reason }) => ({ messageId: letter.messageId, reason })),
  ...(task ? { task } : {}),
});
