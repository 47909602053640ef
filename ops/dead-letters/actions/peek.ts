import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { endInOrder } from '../interrupt.ts';
import { RECEIVES_NOTE, readingNotes } from '../list-text.ts';
import { chosenQueues, type SelectionOptions, selectWith } from '../options.ts';
import { peekLetters } from '../peek.ts';
import { peekResult, peekText } from '../peek-text.ts';

export type PeekCommandOptions = SelectionOptions & { readonly limit?: number };

/** `dlq peek` */
export const peekDeadLetters = async (context: Context, options: PeekCommandOptions): Promise<void> => {
  const target = await context.openTarget();
  const select = selectWith(options, target);
  const { limit = Number.POSITIVE_INFINITY, resolve = false } = options;
  let shown = 0;
  await endInOrder(async (signal) => {
    for (const queue of chosenQueues(target, options)) {
      if (signal.aborted || shown === limit) break;
      const left = limit - shown;
      const result = await peekLetters({
        ...{ target, queue, select, resolve, signal, limit: left },
        onLetter: (peeked) => context.printStep(peekResult(peeked, Date.now()), peekText(peeked, Date.now())),
      });
      shown += result.shown;
      if (result.shown < left && !signal.aborted)
        for (const note of readingNotes([{ ...result, queue }])) context.note(note);
    }
    if (signal.aborted) throw new Failure('interrupted', 'the dead letters that were shown are visible again.');
  });
  context.note(shown === 0 ? 'no dead letter was shown' : RECEIVES_NOTE);
};
