import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { json, problem, unavailable } from '../api/answers.ts';
import type { ClaimCheck } from '../aws/claim-check.ts';
import type { OrderStore } from '../aws/order-store.ts';
import type { QueueDepths } from '../aws/queue-depths.ts';
import { describe, type Log } from '../log.ts';
import { menu } from '../order/menu.ts';
import { decode } from '../order/message.ts';
import type { PlacedOrder } from '../order/order.ts';
import { type BoardRow, type OrderRecord, orderView } from '../order/record.ts';

export type CounterDeps = {
  readonly depths: QueueDepths;
  readonly store: Pick<OrderStore, 'read' | 'board'>;
  readonly claimCheck: Pick<ClaimCheck, 'read'>;
  readonly now: () => number;
  readonly log: Log;
};

const ON_THE_BOARD = 200;
const BOARD_MILLISECONDS = 2000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const notFound = (detail: string, headers?: Record<string, string>): APIGatewayProxyResult =>
  problem({ status: 404, code: 'no-such-order', title: 'No such order', detail }, headers);

/** Answers what customers ask: one order, the menu, the board. Needs the store for all but the menu, and says so. */
export const createCounter = ({ depths, store, claimCheck, now, log }: CounterDeps) => {
  const linesOf = async (record: OrderRecord): Promise<PlacedOrder['lines']> =>
    record.lines ?? decode(await claimCheck.read(record)).order.lines;

  const order = async (orderId: string): Promise<APIGatewayProxyResult> => {
    if (!UUID.test(orderId)) return notFound(`orderId should be a UUID, got '${orderId.slice(0, 80)}'`);
    const record = await store.read(orderId.toLowerCase());
    if (record) return json(200, orderView(record, await linesOf(record)));
    return notFound(
      'orderId should be that of an accepted order, got one that is not on record: an order that was just accepted may not be recorded yet',
      { 'Retry-After': '1' },
    );
  };

  const row = ({ number, customer, status, placedAt }: BoardRow) => ({
    number,
    firstName: customer.name.trim().split(/\s+/)[0],
    status,
    ageSeconds: Math.max(0, Math.round((now() - Date.parse(placedAt)) / 1000)),
  });

  let shown: { readonly at: number; readonly board: Promise<APIGatewayProxyResult> } | undefined;
  const readBoard = async (): Promise<APIGatewayProxyResult> => {
    const [orders, waiting] = await Promise.all([store.board(ON_THE_BOARD), depths()]);
    return json(200, { orders: orders.map(row), waiting });
  };
  /** However many look at it, the board is read once in two seconds; a failed read is not kept. */
  const board = (): Promise<APIGatewayProxyResult> => {
    if (shown && now() - shown.at < BOARD_MILLISECONDS) return shown.board;
    const reading = { at: now(), board: readBoard() };
    shown = reading;
    reading.board.catch(() => {
      if (shown === reading) shown = undefined;
    });
    return reading.board;
  };

  const answer = async ({ resource, pathParameters }: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    if (resource === '/menu') return json(200, menu);
    if (resource === '/board.json') return board();
    return order(pathParameters?.orderId ?? '');
  };

  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      return await answer(event);
    } catch (error) {
      log('error', 'counter.failed', { route: `${event.httpMethod} ${event.resource}`, ...describe(error) });
      return unavailable('the order store should answer, and does not: try again');
    }
  };
};
