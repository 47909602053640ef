import type { Delivery } from './sqs-record.ts';

/**
 * Splits a batch into rounds of records that are independent of each other. On a standard queue one round holds the whole batch;
 * on FIFO, round n holds the n-th record of each message group. A suspect may crash the process. It runs alone, after all others,
 * followed by the rest of its group. Suspects run in random order, so that a record that crashes the process cannot starve the
 * rest.
 */
export const rounds = (
  deliveries: readonly Delivery[],
  suspects: ReadonlySet<Delivery>,
  random: () => number = Math.random,
): Delivery[][] => {
  const inCompany: Delivery[][] = [];
  const alone: Delivery[][] = [];
  for (const group of Map.groupBy(deliveries, ({ group }) => group).values()) {
    const suspect = group.findIndex((delivery) => suspects.has(delivery));
    const calm = suspect < 0 ? group : group.slice(0, suspect);
    for (const [n, delivery] of calm.entries()) inCompany[n] = [...(inCompany[n] ?? []), delivery];
    alone.push(group.slice(calm.length));
  }
  const oneByOne = shuffle(alone, random).flat();
  return [...inCompany, ...oneByOne.map((delivery) => [delivery])];
};

const shuffle = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
