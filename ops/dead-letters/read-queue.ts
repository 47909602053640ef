import {
  type HandleLetters,
  type ReadOptions as ReadDeadLetters,
  type ReadResult,
  readDeadLetters,
} from '../../lambda/operator/read-dead-letters.ts';
import type { TargetQueue } from '../target/queues.ts';
import { type Letter, letterOf } from './letter.ts';

export type ReadOptions = Omit<ReadDeadLetters<Letter>, 'queue' | 'letterOf'> & { readonly queue: TargetQueue };

/** Reads the letters of a queue of the shop as {@link readDeadLetters} does. */
export const readQueue = (options: ReadOptions, handle: HandleLetters<Letter>): Promise<ReadResult> =>
  readDeadLetters({ ...options, letterOf: (message) => letterOf(options.queue, message) }, handle);
