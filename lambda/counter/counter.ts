import type { APIGatewayProxyResult } from 'aws-lambda';
import { etagOf, json, matchesEtag, notModified, problem, unavailable } from '../api/answers.ts';
import { type ApiRequest, headerOf } from '../api/request.ts';
import type { Announce } from '../aws/announcer.ts';
import type { BoardQuery } from '../aws/board-query.ts';
import type { ClaimCheck } from '../aws/claim-check.ts';
import type { CustomerChange, OrderStore } from '../aws/order-store.ts';
import type { QueueDepths } from '../aws/queue-depths.ts';
import { describe, type Log } from '../log.ts';
import { decode } from '../order/message.ts';
import { type BoardRow, type OrderRecord, orderView } from '../order/record.ts';
import { menu } from '../product/index.ts';

export type CounterDeps = {
  readonly readDepths: QueueDepths;
  readonly readBoard: BoardQuery;
  readonly store: Pick<OrderStore, 'read' | 'cancel' | 'collect'>;
  readonly announce: Announce;
  readonly fetchStoredBody: ClaimCheck['fetchStoredBody'];
  readonly now: () => number;
  readonly log: Log;
};

const MAX_ON_BOARD = 200;
const BOARD_MILLISECONDS = 2000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Answers customers' questions: one order, the menu, the board. All but the menu need the store. */
export function createCounter({ readDepths, readBoard, store, announce, fetchStoredBody, now, log }: CounterDeps) {
  let latest: { readonly at: number; readonly board: Promise<APIGatewayProxyResult> } | undefined;

  return async (request: ApiRequest): Promise<APIGatewayProxyResult> => {
    try {
      return await answer(request);
    } catch (error) {
      log('error', 'counter.failed', { route: `${request.httpMethod} ${request.resource}`, ...describe(error) });
      return unavailable('every service that this call needs should answer, got an error or a timeout: try again');
    }
  };

  async function answer(request: ApiRequest): Promise<APIGatewayProxyResult> {
    const { resource, httpMethod, pathParameters } = request;
    if (resource === '/menu') return json(200, menu);
    if (resource === '/board.json') return answerBoard();
    const given = pathParameters?.orderId ?? '';
    if (!UUID.test(given)) return notFound(`orderId should be a UUID, got '${given.slice(0, 80)}'`);
    const orderId = given.toLowerCase();
    if (resource === '/orders/{orderId}/collect') return collect(orderId);
    if (httpMethod === 'DELETE') return cancel(orderId);
    return show(orderId, headerOf(request, 'if-none-match'));
  }

  /** Each instance reads the board at most once in two seconds, for any number of clients. A failed read is not cached. */
  function answerBoard(): Promise<APIGatewayProxyResult> {
    if (latest && now() - latest.at < BOARD_MILLISECONDS) return latest.board;
    const reading = { at: now(), board: composeBoard() };
    latest = reading;
    reading.board.catch(() => {
      if (latest === reading) latest = undefined;
    });
    return reading.board;
  }

  async function composeBoard(): Promise<APIGatewayProxyResult> {
    const [orders, waiting] = await Promise.all([readBoard(MAX_ON_BOARD), readDepths()]);
    return json(200, { orders: orders.map(boardEntry), waiting });
  }

  function boardEntry({ number, customer, status, placedAt }: BoardRow) {
    const ageSeconds = Math.max(0, Math.round((now() - Date.parse(placedAt)) / 1000));
    return { number, firstName: customer.name.trim().split(/\s+/)[0], status, ageSeconds };
  }

  async function show(orderId: string, ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> {
    const order = await store.read(orderId);
    if (!order) return NOT_RECORDED;
    if (matchesEtag(ifNoneMatch, etagOf(order))) return notModified(etagOf(order));
    return view(order);
  }

  async function view(order: OrderRecord): Promise<APIGatewayProxyResult> {
    const lines = order.lines ?? decode(await fetchStoredBody(order)).order.lines;
    return json(200, orderView(order, lines), { ETag: etagOf(order) });
  }

  async function cancel(orderId: string): Promise<APIGatewayProxyResult> {
    const expected = 'status should be PLACED or STUCK to cancel an order';
    return answerChange(await store.cancel(orderId), 'CANCELLED', expected);
  }

  async function collect(orderId: string): Promise<APIGatewayProxyResult> {
    return answerChange(await store.collect(orderId), 'COLLECTED', 'status should be READY to collect an order');
  }

  /** The change is announced after it is recorded. A repeated call gets the answer of the first one. */
  async function answerChange(
    { kind, order }: CustomerChange,
    to: 'CANCELLED' | 'COLLECTED',
    expected: string,
  ): Promise<APIGatewayProxyResult> {
    if (!order) return NOT_RECORDED;
    if (kind === 'recorded') await announce(to, order, order.version); // best effort
    if (order.status === to) return view(order);
    const detail = `${expected}, got ${order.status}`;
    return problem({ status: 409, code: 'wrong-status', title: 'Wrong status', detail }, { ETag: etagOf(order) });
  }
}

const notFound = (detail: string, headers?: Record<string, string>): APIGatewayProxyResult =>
  problem({ status: 404, code: 'no-such-order', title: 'No such order', detail }, headers);

const NOT_RECORDED = notFound(
  'orderId should be the id of a recorded order, got an unknown id: try again if the order was just accepted',
  { 'Retry-After': '1' },
);
