import { endInOrder } from '../dead-letters/interrupt.ts';
import type { Letter } from '../dead-letters/letter.ts';
import { listLetters } from '../dead-letters/list.ts';
import { createSelect } from '../dead-letters/selection.ts';
import { Failure } from '../failure.ts';
import type { ReadPart } from '../parts.ts';
import type { Target } from '../target/target.ts';

/** Reads the dead letters of an order from all queues. SQS counts a receive of each dead letter that it shows. */
export const readDeadLetters = ({ sqs, queues }: Target, orderId: string, read: ReadPart): Promise<readonly Letter[]> =>
  endInOrder(async (signal) => {
    const found: Letter[] = [];
    const select = createSelect({ order: orderId }, { fetchBody: undefined, now: Date.now() });
    const onLetter = (letter: Letter): void => void found.push(letter);
    await Promise.all(
      queues.map((queue) => read(`deadLetters.${queue.name}`, listLetters({ sqs, queue, select, signal, onLetter }))),
    );
    if (signal.aborted) throw new Failure('interrupted', 'the dead letters are visible again');
    return found.toSorted((a, b) => a.sentAt - b.sentAt);
  });
