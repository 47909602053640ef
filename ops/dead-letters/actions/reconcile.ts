import type { Reconciled } from '../../../lambda/operator/reconcile.ts';
import { logName } from '../../../lambda/order/identity.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { counted, table } from '../../printing/text.ts';
import { baristaQueues } from '../../target/queues.ts';
import { endInOrder } from '../interrupt.ts';
import { RECEIVES_NOTE, readingNotes } from '../list-text.ts';
import { chosenQueues } from '../options.ts';
import { type ReconciledLetter, type ReconcileResult, reconcileQueue } from '../reconcile.ts';

export type ReconcileCommandOptions = {
  readonly queue?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};

/** `dlq reconcile` */
export const reconcileDeadLetters = async (context: Context, options: ReconcileCommandOptions): Promise<void> => {
  const target = await context.openTarget();
  const ofOrders = target.queues.filter(({ name }) => baristaQueues.includes(name));
  const queues = chosenQueues({ queues: ofOrders }, options);
  const reconcileAll = (dryRun: boolean): Promise<readonly ReconcileResult[]> =>
    endInOrder(async (signal) => {
      const results = await Promise.all(queues.map((queue) => reconcileQueue({ target, queue, dryRun, signal })));
      if (!signal.aborted) return results;
      throw new Failure('interrupted', `interrupted: ${dryRun ? 'nothing was changed' : 'run it again for the rest'}.`);
    });
  if (!options.yes || options.dryRun) {
    const planned = await reconcileAll(true);
    const count = countsOf(planned).recorded;
    if (options.dryRun || count === 0) return print(context, planned, options.dryRun === true);
    await context.confirm(`Record ${counted(count, 'order')} as STUCK?`, { yes: false });
  }
  print(context, await reconcileAll(false), false);
};

const countsOf = (results: readonly ReconcileResult[]): Readonly<Record<Reconciled['kind'], number>> => {
  const counts = {
    ...{ recorded: 0, stuck: 0, done: 0, leased: 0, conflict: 0 },
    ...{ expired: 0, changed: 0, unknown: 0, unreadable: 0 },
  };
  const recorded = new Set<string>();
  for (const { outcome } of results.flatMap(({ letters }) => letters)) {
    // A dry run finds the order of two dead letters twice. It would be recorded once.
    if (outcome.kind === 'recorded' && recorded.has(outcome.orderId)) counts.stuck += 1;
    else counts[outcome.kind] += 1;
    if (outcome.kind === 'recorded') recorded.add(outcome.orderId);
  }
  return counts;
};

/** The kinds that change no record. */
const untouched = ['stuck', 'done', 'leased', 'conflict', 'expired', 'changed', 'unknown', 'unreadable'] as const;

const MEANINGS: Readonly<Record<(typeof untouched)[number], string>> = {
  stuck: 'STUCK already',
  done: 'READY, COLLECTED or CANCELLED: a redrive makes nothing twice',
  leased: 'a barista holds the order, or held it in the last 5 minutes',
  conflict: 'the record belongs to another request',
  expired: 'no record, and too old or without its body to write one',
  changed: 'changed meanwhile: run it again',
  unknown: 'another release wrote the record: use that one',
  unreadable: 'the body is unreadable and names no order: "dlq peek" shows it',
};

const print = (context: Context, results: readonly ReconcileResult[], dryRun: boolean): void => {
  const counts = countsOf(results);
  const letters = results.flatMap((result) => result.letters.map((letter) => letterResult(result.queue.name, letter)));
  const rows = untouched.filter((kind) => counts[kind] > 0).map((kind) => [counts[kind], MEANINGS[kind]]);
  const head = `${counted(counts.recorded, 'order')} ${dryRun ? 'would be recorded' : 'recorded'} as STUCK.`;
  const rest = rows.length > 0 ? [table(['LEFT', 'BECAUSE'], rows)] : [];
  context.print({ dryRun, counts, letters }, [head, ...rest].join('\n'));
  for (const note of readingNotes(results)) context.note(note);
  if (letters.length > 0) context.note(RECEIVES_NOTE);
  if (counts.changed > 0) context.answerNo();
};

const letterResult = (queue: string, { letter, outcome }: ReconciledLetter) => ({
  ...{ queue, messageId: letter.messageId, ...outcome },
  ...('orderId' in outcome ? { order: logName(outcome.orderId) } : {}),
});
