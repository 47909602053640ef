import type { SQSRecord } from 'aws-lambda';

/** The message group of a record on a FIFO queue; on a standard queue a group asks for fairness, not for order. */
export const fifoGroup = ({ eventSourceARN, attributes }: SQSRecord): string | undefined =>
  eventSourceARN.endsWith('.fifo') ? attributes.MessageGroupId : undefined;

/** How often SQS has handed a message out, this time included. */
export const receiveCount = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

/** What comes back again and again may be what kills its barista. */
const MOST_RECEIVES_IN_COMPANY = 2;

const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/**
 * Splits a batch into rounds of records that are independent of each other: on a standard queue one round holds the whole
 * batch; on FIFO, round n holds the n-th record of each message group. A record that was received more than twice is worked
 * by itself after all others, with those of its group behind it, so that it takes no neighbour with it; which of them is
 * first is left to chance, so that one that kills does not keep the others from their turn.
 */
export const rounds = (records: readonly SQSRecord[], random: () => number = Math.random): SQSRecord[][] => {
  const groups = Map.groupBy(records, (record) => fifoGroup(record) ?? record.messageId);
  const inCompany: SQSRecord[][] = [];
  const alone: SQSRecord[][] = [];
  for (const group of groups.values()) {
    const suspect = group.findIndex((record) => receiveCount(record) > MOST_RECEIVES_IN_COMPANY);
    const calm = suspect < 0 ? group : group.slice(0, suspect);
    for (const [n, record] of calm.entries()) inCompany[n] = [...(inCompany[n] ?? []), record];
    alone.push(group.slice(calm.length));
  }
  const oneByOne = shuffled(alone, random).flat();
  return [...inCompany, ...oneByOne.map((record) => [record])];
};
