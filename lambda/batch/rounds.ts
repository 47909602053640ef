import type { SQSRecord } from 'aws-lambda';

/** The message group of a record on a FIFO queue; on a standard queue a group asks for fairness, not for order. */
export const fifoGroup = ({ eventSourceARN, attributes }: SQSRecord): string | undefined =>
  eventSourceARN.endsWith('.fifo') ? attributes.MessageGroupId : undefined;

/**
 * Splits a batch into rounds of records that are independent of each other, in the order in which they came: on a standard
 * queue one round holds the whole batch; on FIFO, round n holds the n-th record of each message group.
 */
export const rounds = (records: readonly SQSRecord[]): SQSRecord[][] => {
  const seen = new Map<string, number>();
  const numbered = records.map((record) => {
    const group = fifoGroup(record);
    if (group === undefined) return { record, round: 0 };
    const round = seen.get(group) ?? 0;
    seen.set(group, round + 1);
    return { record, round };
  });
  const count = Math.max(0, ...numbered.map(({ round }) => round + 1));
  return Array.from({ length: count }, (_, n) =>
    numbered.filter(({ round }) => round === n).map(({ record }) => record),
  );
};
