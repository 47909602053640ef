import { levelOf } from '../failure-answer.ts';
import type { BoardReads } from './board-content.ts';

/** A part of the board that could not be read. */
export type PartFailure = { readonly part: string; readonly error: unknown };

type Leaf = { readonly path: string; readonly result: PromiseSettledResult<unknown> };

/** The failed parts, such as `queues.tabs.deadLetters`. A part whose parts all failed stands for them: `queues.tabs`, `queues`. */
export const failuresOf = (reads: BoardReads): readonly PartFailure[] => {
  const leaves = leavesOf(reads);
  const failed = leaves.filter(isFailed);
  const byPart = Map.groupBy(failed, ({ path }) => largestFailedPart(path, leaves));
  return Array.from(byPart, ([part, [first, ...rest]]) => ({ part, error: gravest([first, ...rest].map(reasonOf)) }));
};

export const isNothingRead = (reads: BoardReads): boolean => leavesOf(reads).every(isFailed);

const leavesOf = ({ lanes, queues }: BoardReads): readonly Leaf[] => [
  ...Object.entries(lanes).map(([lane, result]) => ({ path: `lanes.${lane}`, result })),
  ...Object.entries(queues).flatMap(([queue, counts]) =>
    Object.entries(counts).map(([count, result]) => ({ path: `queues.${queue}.${count}`, result })),
  ),
];

const isFailed = ({ result }: Leaf): boolean => result.status === 'rejected';

const reasonOf = (leaf: Leaf | undefined): unknown =>
  leaf?.result.status === 'rejected' ? leaf.result.reason : undefined;

const largestFailedPart = (path: string, leaves: readonly Leaf[]): string => {
  const names = path.split('.');
  const parts = names.map((_name, n) => names.slice(0, n + 1).join('.'));
  const isMissing = (part: string): boolean =>
    leaves.filter((leaf) => `${leaf.path}.`.startsWith(`${part}.`)).every(isFailed);
  return parts.find(isMissing) ?? path;
};

/** An operator has to see a refusal, even beside an outage. */
const gravest = (errors: readonly unknown[]): unknown =>
  errors.find((error) => levelOf(error) === 'error') ?? errors[0];
