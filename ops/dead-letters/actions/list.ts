import type { Context } from '../../context.ts';
import { Failure } from '../../failure.ts';
import type { Target } from '../../target/target.ts';
import { endInOrder } from '../interrupt.ts';
import { type Listing, type ListOptions, listLetters } from '../list.ts';
import { listingResult, listingText, RECEIVES_NOTE, readingNotes } from '../list-text.ts';
import { chosenQueues, type SelectionOptions, selectWith } from '../options.ts';

/** `dlq ls` */
export const listDeadLetters = async (context: Context, options: SelectionOptions): Promise<void> => {
  const target = await context.openTarget();
  const listings = await readListings(target, options, { select: selectWith(options, target) });
  printListings(context, listings);
};

/** Reads the dead-letter queues at the same time. @throws Failure if the reading is interrupted */
export const readListings = async (
  target: Target,
  options: SelectionOptions,
  listing: Pick<ListOptions, 'select' | 'onLetter'>,
): Promise<readonly Listing[]> =>
  endInOrder(async (signal) => {
    const { sqs } = target;
    const reading = chosenQueues(target, options).map((queue) => listLetters({ sqs, queue, signal, ...listing }));
    const listings = await Promise.all(reading);
    if (signal.aborted) throw new Failure('interrupted', 'nothing was changed. The dead letters are visible again.');
    return listings;
  });

export const totalOf = (listings: readonly Listing[]): number =>
  listings.reduce((sum, { selected }) => sum + selected, 0);

export const printListings = (context: Context, listings: readonly Listing[]): void => {
  const now = Date.now();
  context.print({ queues: listings.map((listing) => listingResult(listing, now)) }, listingText(listings, now));
  for (const note of readingNotes(listings)) context.note(note);
  if (listings.some(({ read }) => read > 0)) context.note(RECEIVES_NOTE);
};
