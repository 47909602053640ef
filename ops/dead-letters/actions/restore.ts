import { existsSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { counted } from '../../printing/text.ts';
import { endInOrder } from '../interrupt.ts';
import { restoreLetters } from '../restore.ts';

export type RestoreCommandOptions = { readonly to: 'dlq' | 'source'; readonly dryRun?: boolean };

/** `dlq restore` */
export const restoreDeadLetters = async (
  context: Context,
  file: string,
  { to, dryRun = false }: RestoreCommandOptions,
): Promise<void> => {
  if (!existsSync(file))
    throw new Failure(
      'usage',
      `${file} should be a backup of "dlq drop", got no such file: give the path that it printed`,
    );
  const { sqs, queues } = await context.openTarget();
  const { result, interrupted } = await endInOrder(async (signal) => ({
    result: await restoreLetters({ sqs, queues, file, to, dryRun, signal }),
    interrupted: signal.aborted,
  }));
  const { failed, torn, ...counts } = result;
  const where = to === 'dlq' ? 'dead-letter queues' : 'queues';
  const verb = dryRun ? 'would go' : 'went';
  context.print(
    {
      ...counts,
      torn,
      dryRun,
      interrupted,
      failed: failed.map(({ letter, reason }) => ({ messageId: letter.messageId, reason })),
    },
    `${counted(counts.restored, 'dead letter')} of ${counts.letters} ${verb} back to the ${where}.`,
  );
  if (torn) context.note(TORN);
  if (counts.earlier > 0) context.note(`${counts.earlier} were restored from this file before.`);
  if (counts.present > 0) context.note(`${counts.present} are still in their dead-letter queue.`);
  if (counts.restored > 0 && !dryRun) context.note(CHANGED);
  for (const { letter, reason } of failed) context.note(`${letter.queue}: ${letter.messageId} was not sent: ${reason}`);
  if (interrupted) throw new Failure('interrupted', 'interrupted: run the command again for the rest.');
  if (failed.length > 0) context.answerNo();
};

const TORN =
  'The last line is cut off and was left out. An interrupted drop had not deleted its dead letter. If the file was copied, look at the original.';
const CHANGED = `SQS gives each message a new message id, sent time and receive count, and retains it afresh.
The body, the attributes and the group are those of the backup.`;
