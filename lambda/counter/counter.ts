import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, notModified, problem, unavailable } from '../api/answers.ts';
import { etagOf, headerOf, matches } from '../api/headers.ts';
import type { ApiRequest } from '../api/request.ts';
import type { ClaimCheck } from '../aws/claim-check.ts';
import type { Move, OrderStore } from '../aws/order-store.ts';
import type { QueueDepths } from '../aws/queue-depths.ts';
import { describe, type Log } from '../log.ts';
import { decode } from '../order/message.ts';
import { type BoardRow, type OrderRecord, orderView } from '../order/record.ts';
import type { PlacedOrder } from '../order/request.ts';
import { menu } from '../product/menu.ts';
import type { Tell } from '../tell.ts';

export type CounterDeps = {
  readonly depths: QueueDepths;
  readonly store: Pick<OrderStore, 'read' | 'cancel' | 'collect' | 'board'>;
  readonly tell: Tell;
  readonly claimCheck: Pick<ClaimCheck, 'read'>;
  readonly now: () => number;
  readonly log: Log;
};

const ON_THE_BOARD = 200;
const BOARD_MILLISECONDS = 2000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const notFound = (detail: string, headers?: Record<string, string>): APIGatewayProxyResult =>
  problem({ status: 404, code: 'no-such-order', title: 'No such order', detail }, headers);

const NOT_RECORDED = notFound(
  'orderId should be that of an accepted order, got one that is not on record: an order that was just accepted may not be recorded yet',
  { 'Retry-After': '1' },
);

/** Answers what customers ask: one order, the menu, the board. Needs the store for all but the menu, and says so. */
export const createCounter = ({ depths, store, tell, claimCheck, now, log }: CounterDeps) => {
  const linesOf = async (record: OrderRecord): Promise<PlacedOrder['lines']> =>
    record.lines ?? decode(await claimCheck.read(record)).order.lines;

  const view = async (record: OrderRecord): Promise<APIGatewayProxyResult> =>
    json(200, orderView(record, await linesOf(record)), { ETag: etagOf(record) });

  const show = async (record: OrderRecord | undefined, { headers }: ApiRequest): Promise<APIGatewayProxyResult> => {
    if (!record) return NOT_RECORDED;
    if (matches(headerOf(headers, 'if-none-match'), etagOf(record))) return notModified(etagOf(record));
    return view(record);
  };

  /** A customer's step, told of once it is recorded. Asked for again, it is answered as the first time. */
  const step = async (
    { kind, record }: Move,
    to: 'CANCELLED' | 'COLLECTED',
    tooSoonOrLate: string,
  ): Promise<APIGatewayProxyResult> => {
    if (!record) return NOT_RECORDED;
    if (kind === 'moved') await tell(to, record, record.version); // its failure fails nothing
    if (record.status === to) return view(record);
    const detail = `${tooSoonOrLate}, got ${record.status}`;
    return problem(
      { status: 409, code: 'wrong-status', title: 'Not in this status', detail },
      { ETag: etagOf(record) },
    );
  };

  const cancel = async (orderId: string): Promise<APIGatewayProxyResult> =>
    step(await store.cancel(orderId), 'CANCELLED', 'status should be PLACED or STUCK for an order to be cancelled');
  const collect = async (orderId: string): Promise<APIGatewayProxyResult> =>
    step(await store.collect(orderId), 'COLLECTED', 'status should be READY for an order to be collected');

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

  const answer = async (event: ApiRequest): Promise<APIGatewayProxyResult> => {
    const { resource, httpMethod, pathParameters } = event;
    if (resource === '/menu') return json(200, menu);
    if (resource === '/board.json') return board();
    const given = pathParameters?.orderId ?? '';
    if (!UUID.test(given)) return notFound(`orderId should be a UUID, got '${given.slice(0, 80)}'`);
    const orderId = given.toLowerCase();
    if (resource === '/orders/{orderId}/collect') return collect(orderId);
    if (httpMethod === 'DELETE') return cancel(orderId);
    return show(await store.read(orderId), event);
  };

  return async (event: ApiRequest): Promise<APIGatewayProxyResult> => {
    try {
      return await answer(event);
    } catch (error) {
      log('error', 'counter.failed', { route: `${event.httpMethod} ${event.resource}`, ...describe(error) });
      return unavailable('the order store should answer, and does not: try again');
    }
  };
};
