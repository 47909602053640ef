import type { LaneContent, LanesRead } from '../aws/board-query.ts';
import type { QueueDepth } from '../aws/queue-depths.ts';
import { firstNameOf } from '../order/name.ts';
import { isLate } from '../order/pickup.ts';
import type { BoardRow } from '../order/record.ts';
import { queueOf } from '../order/route.ts';
import type { BoardAnswer } from './board-answer.ts';

/** The results of the reads for the board. */
export type BoardReads = { readonly lanes: LanesRead; readonly queues: Readonly<Record<string, QueueDepth>> };

type Reason = BoardAnswer['reasons'][number];

/** The body of `GET /board.json`. `missing` names what could not be read; a part that is missing is left out. */
export const boardContent = ({ lanes, queues }: BoardReads, missing: readonly string[], now: number): BoardAnswer => {
  const reasons = reasonsOf({ lanes, queues }, missing, now);
  const shownLanes = valuesIn(lanes, (lane) => laneView(lane, now));
  const shownQueues = Object.entries(queues)
    .map(([name, queue]) => [name, valuesIn(queue, (count) => count)] as const)
    .filter(([, counts]) => Object.keys(counts).length > 0);
  return {
    ...(Object.keys(shownLanes).length > 0 && { lanes: shownLanes }),
    ...(shownQueues.length > 0 && { queues: Object.fromEntries(shownQueues) }),
    ...{ well: reasons.length === 0, reasons },
    ...(missing.length > 0 && { missing }),
  };
};

/** The content as text for the entity tag. It has times in place of the ages, which change all the time. */
export const tagText = (content: ReturnType<typeof boardContent>, { lanes }: BoardReads): string =>
  JSON.stringify([content, valuesIn(lanes, timesIn)], (name, value: unknown) => (AGES.has(name) ? undefined : value));

const AGES: ReadonlySet<string> = new Set(['ageSeconds', 'oldestSeconds']);

const timesIn = ({ oldestAt, rows }: LaneContent) => [oldestAt, ...rows.map(({ placedAt }) => placedAt)];

const laneView = ({ total, oldestAt, rows }: LaneContent, now: number) => ({
  total,
  ...(oldestAt && { oldestSeconds: secondsSince(oldestAt, now) }),
  orders: rows.map((row) => orderView(row, now)),
});

const orderView = (row: BoardRow, now: number) => {
  const { number, customer, status, placedAt, pickupAt } = row;
  return {
    ...{ number, firstName: firstNameOf(customer.name), status, queue: queueOf(row) },
    ageSeconds: secondsSince(placedAt, now),
    ...(pickupAt && { pickupAt }),
  };
};

/** Clocks differ, so a time can be ahead. */
const secondsSince = (time: string, now: number): number => Math.max(0, Math.round((now - Date.parse(time)) / 1000));

const reasonsOf = ({ lanes, queues }: BoardReads, missing: readonly string[], now: number): readonly Reason[] => {
  const deadLetters = Object.values(queues).map((queue) => readOf(queue.deadLetters) ?? 0);
  const waiting = readOf(lanes.waiting)?.rows ?? [];
  return [
    ...when(
      deadLetters.some((count) => count > 0),
      'dead-letters',
    ),
    ...when((readOf(lanes.stuck)?.total ?? 0) > 0, 'stuck'),
    ...when(
      waiting.some((row) => isLate(row, now)),
      'late',
    ),
    ...when(missing.length > 0, 'missing'),
  ];
};

const when = (holds: boolean, reason: Reason): readonly Reason[] => (holds ? [reason] : []);

const readOf = <T>(result: PromiseSettledResult<T>): T | undefined =>
  result.status === 'fulfilled' ? result.value : undefined;

/** The fulfilled values of a record, by their names. */
const valuesIn = <T, Shown>(
  results: Readonly<Record<string, PromiseSettledResult<T>>>,
  show: (value: T) => Shown,
): Readonly<Record<string, Shown>> =>
  Object.fromEntries(
    Object.entries(results).flatMap(([name, result]) =>
      result.status === 'fulfilled' ? [[name, show(result.value)] as const] : [],
    ),
  );
