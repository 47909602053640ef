import type { APIGatewayProxyResult } from 'aws-lambda';
import { json } from '../api/answers.ts';
import type { BoardQuery } from '../aws/board-query.ts';
import type { QueueDepths } from '../aws/queue-depths.ts';
import { answerFailures, levelOf } from '../failure-answer.ts';
import { describe, type Log } from '../log.ts';
import { firstNameOf } from '../order/name.ts';
import type { BoardRow } from '../order/record.ts';

export type BoardDeps = {
  readonly readDepths: QueueDepths;
  readonly readBoard: BoardQuery;
  readonly now: () => number;
  readonly log: Log;
};

const MAX_ON_BOARD = 200;
const SHARED_MILLISECONDS = 2000;

/** `GET /board.json`. A part that cannot be read is named in `missing`, and the rest is answered. */
export function createBoard({ readDepths, readBoard, now, log }: BoardDeps): () => Promise<APIGatewayProxyResult> {
  const readOrders = share(() => readBoard(MAX_ON_BOARD), now);
  const readWaiting = share(readDepths, now);

  return async () => {
    const [orders, waiting] = await Promise.allSettled([readOrders(), readWaiting()]);
    const failed = [...failureOf('orders', orders), ...failureOf('waiting', waiting)];
    const missing = failed.map(({ part }) => part);
    for (const { part, error } of failed)
      log(levelOf(error), 'board.incomplete', { missing: part, ...describe(error) });
    if (orders.status === 'rejected' && waiting.status === 'rejected')
      return answerFailures([orders.reason, waiting.reason], { missing });
    return json(200, {
      ...(orders.status === 'fulfilled' && { orders: orders.value.map(boardEntry) }),
      ...(waiting.status === 'fulfilled' && { waiting: waiting.value }),
      ...(missing.length > 0 && { missing }),
    });
  };

  function boardEntry({ number, customer, status, placedAt }: BoardRow) {
    const ageSeconds = Math.max(0, Math.round((now() - Date.parse(placedAt)) / 1000));
    return { number, firstName: firstNameOf(customer.name), status, ageSeconds };
  }
}

type PartFailure = { readonly part: string; readonly error: unknown };

const failureOf = (part: string, result: PromiseSettledResult<unknown>): PartFailure[] =>
  result.status === 'rejected' ? [{ part, error: result.reason }] : [];

/** Each instance reads at most once in two seconds, for any number of clients. A failed read is not kept. */
function share<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let latest: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (latest && now() - latest.at < SHARED_MILLISECONDS) return latest.value;
    const reading = { at: now(), value: read() };
    latest = reading;
    reading.value.catch(() => {
      if (latest === reading) latest = undefined;
    });
    return reading.value;
  };
}
