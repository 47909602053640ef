import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import { ageText, counted, table } from '../printing/text.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Listing } from './list.ts';

const secondsSince = (time: number, now: number): number => Math.max(0, Math.round((now - time) / 1000));

/** Letters that SQS counts and did not show. */
export const unreadOf = ({ read, approximate }: ReadResult): number => Math.max(0, approximate.visible - read);

/** A listing as a result. Ages are in seconds. */
export const listingResult = (listing: Listing, now: number) => ({
  queue: listing.queue.name,
  read: listing.read,
  selected: listing.selected,
  approximate: listing.approximate,
  unread: unreadOf(listing),
  groups: listing.groups.map(({ oldest, newest, ...group }) => ({
    ...group,
    oldestSeconds: secondsSince(oldest, now),
    newestSeconds: secondsSince(newest, now),
  })),
});

export const listingText = (listings: readonly Listing[], now: number): string => {
  const results = listings.map((listing) => listingResult(listing, now));
  const rows = results.flatMap(({ queue, groups }) =>
    groups.map(({ reason, messages, orders, oldestSeconds, newestSeconds }) => [
      ...[queue, reason === 'none' ? 'none: moved by SQS' : reason],
      ...[messages, orders, ageText(oldestSeconds), ageText(newestSeconds)],
    ]),
  );
  const grouped = rows.length > 0 ? [table(['QUEUE', 'REASON', 'MESSAGES', 'ORDERS', 'OLDEST', 'NEWEST'], rows)] : [];
  return [...grouped, endText(listings)].join('\n');
};

/** How many dead letters are selected, and of how many orders. */
export const totalText = (listings: readonly Listing[]): string => {
  const selected = listings.reduce((sum, one) => sum + one.selected, 0);
  const orders = listings.reduce((sum, one) => sum + one.orders, 0);
  return `${counted(selected, 'dead letter')}${orders > 0 ? ` of ${counted(orders, 'order')}` : ''}`;
};

/** Tells an empty queue from one whose dead letters were not chosen, or are hidden. */
const endText = (listings: readonly Listing[]): string => {
  const sumOf = (count: (listing: Listing) => number): number => listings.reduce((sum, one) => sum + count(one), 0);
  const read = sumOf((one) => one.read);
  if (listings.some(({ selected }) => selected > 0)) return `${totalText(listings)}.`;
  if (read > 0) return `None of ${counted(read, 'dead letter')} is chosen.`;
  const hidden = sumOf((one) => unreadOf(one) + one.approximate.inFlight);
  return hidden > 0 ? 'No dead letter is visible now.' : 'No dead letter.';
};

/** Notes on counts that are incomplete. */
export const readingNotes = (results: readonly (ReadResult & { readonly queue: Listing['queue'] })[]): string[] =>
  results.flatMap((result) => {
    const { queue, approximate } = result;
    const unread = unreadOf(result);
    const why = queue.fifo
      ? 'On a FIFO queue SQS shows only the first messages of a group until these are moved or dropped'
      : 'another reader has them, or the estimate is late: run the command again';
    return [
      ...(unread > 0 ? [`${queue.name}: SQS estimates ${unread} more that could not be read. ${why}.`] : []),
      ...(approximate.inFlight > 0
        ? [
            `${queue.name}: ${approximate.inFlight} in flight at another reader, such as an ops command that was killed.`,
          ]
        : []),
    ];
  });

/** A note on letters of a listing that SQS did not show to the change after it. */
export const unshownNote = (queue: TargetQueue, unshown: number): string => {
  const verb = unshown === 1 ? 'was' : 'were';
  return `${queue.name}: ${unshown} of the listed dead letters ${verb} not shown again: another reader has them, or has moved them. Run it again.`;
};

export const RECEIVES_NOTE =
  'SQS shows a message only to a receiver, so the receive count of each dead letter rose by 1. The dead letters are visible again.';
