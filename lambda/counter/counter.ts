import type { APIGatewayProxyResult } from 'aws-lambda';
import { etagOf, etagWithoutLines, json, matchesEtag, movedTo, notModified, problem } from '../api/answers.ts';
import { type ApiRequest, headerOf, pathOf } from '../api/request.ts';
import type { Announce } from '../aws/announcer.ts';
import type { ClaimCheck } from '../aws/claim-check.ts';
import type { CustomerChange, OrderStore } from '../aws/order-store.ts';
import { answerFailures, isRefusedForGood } from '../failure-answer.ts';
import { describe } from '../log.ts';
import { assertKeyOf, claimCheckKey, logFields } from '../order/identity.ts';
import { decode } from '../order/message.ts';
import { type OrderRecord, orderView } from '../order/record.ts';
import type { AcceptedOrder } from '../order/request.ts';
import { excerpt } from '../parsing/text.ts';
import { form, menu } from '../product/index.ts';
import { type BoardDeps, createBoard } from './board.ts';
import { createPage, pageFiles, type ReadPage } from './page.ts';

export type CounterDeps = BoardDeps & {
  readonly readPage: ReadPage;
  readonly store: Pick<OrderStore, 'read' | 'cancel' | 'collect'>;
  readonly announce: Announce;
  readonly fetchStoredBody: ClaimCheck['fetchStoredBody'];
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Answers customers' questions: one order, the menu, the board, and the pages. */
export function createCounter(deps: CounterDeps) {
  const { store, announce, fetchStoredBody, log } = deps;
  const answerBoard = createBoard(deps);
  const answerPage = createPage(deps.readPage, pageFiles['/']);
  const answerDocs = createPage(deps.readPage, pageFiles['/docs']);
  const answerDescription = createPage(deps.readPage, pageFiles['/openapi.json']);

  return async (request: ApiRequest): Promise<APIGatewayProxyResult> => {
    try {
      return await answer(request);
    } catch (error) {
      const event = isRefusedForGood(error) ? 'counter.refused-for-good' : 'counter.failed';
      const route = `${request.httpMethod} ${request.resource}`;
      log('error', event, { route, ...namesIn(request), ...describe(error) });
      return answerFailures([error]);
    }
  };

  async function answer(request: ApiRequest): Promise<APIGatewayProxyResult> {
    const { resource, httpMethod, pathParameters } = request;
    const ifNoneMatch = headerOf(request, 'if-none-match');
    if (resource === '/') return answerPage(ifNoneMatch);
    if (resource === '/docs' || resource === '/openapi.json') return answerReference(request, ifNoneMatch);
    if (resource === '/menu') return json(200, { ...menu, form });
    if (resource === '/board.json') return answerBoard(ifNoneMatch);
    const given = pathParameters?.orderId ?? '';
    if (!UUID.test(given)) return notFound(`orderId should be a UUID, got ${describeId(given)}`);
    const orderId = given.toLowerCase();
    if (resource === '/orders/{orderId}/collect') return collect(orderId);
    if (httpMethod === 'DELETE') return cancel(orderId);
    return show(orderId, ifNoneMatch);
  }

  /** Its links are relative to its path, and API Gateway also finds the path with a slash at its end. */
  async function answerReference(request: ApiRequest, ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> {
    if (request.requestContext.path.endsWith('/')) return movedTo(pathOf(request));
    return request.resource === '/docs' ? answerDocs(ifNoneMatch) : answerDescription(ifNoneMatch);
  }

  async function show(orderId: string, ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> {
    const order = await store.read(orderId);
    if (!order) return NOT_RECORDED;
    if (matchesEtag(ifNoneMatch, etagOf(order))) return notModified(etagOf(order));
    return view(order);
  }

  async function view(order: OrderRecord): Promise<APIGatewayProxyResult> {
    const lines = order.lines ?? (await readLines(order));
    return json(200, orderView(order, lines), { ETag: lines ? etagOf(order) : etagWithoutLines(order) });
  }

  /** The lines of a long order. The answer can do without them: the step that it tells of may be recorded already. */
  async function readLines(order: OrderRecord): Promise<AcceptedOrder['lines'] | undefined> {
    try {
      const message = decode(await fetchStoredBody(order));
      assertKeyOf(claimCheckKey(order), message);
      return message.order.lines;
    } catch (error) {
      log('warn', 'order.lines-unread', { ...logFields(order.orderId), ...describe(error) });
      return undefined;
    }
  }

  async function cancel(orderId: string): Promise<APIGatewayProxyResult> {
    const expected = 'status should be PLACED or STUCK to cancel an order';
    return answerChange(await store.cancel(orderId), 'CANCELLED', expected);
  }

  async function collect(orderId: string): Promise<APIGatewayProxyResult> {
    return answerChange(await store.collect(orderId), 'COLLECTED', 'status should be READY to collect an order');
  }

  /** A repeated call gets the answer of the first one. */
  async function answerChange(
    { kind, order }: CustomerChange,
    to: 'CANCELLED' | 'COLLECTED',
    expected: string,
  ): Promise<APIGatewayProxyResult> {
    if (!order) return NOT_RECORDED;
    const announced = kind === 'recorded' ? announce(to, order, order.version) : undefined; // best effort
    const [answer] = await Promise.all([order.status === to ? view(order) : refuse(order, expected), announced]);
    return answer;
  }
}

const PICKUP_NUMBER = /^\s*[a-z]-?\d{4}\s*$/i;

/** Describes a value that is no order id. */
const describeId = (given: string): string =>
  PICKUP_NUMBER.test(given)
    ? `'${given.trim()}', a pick-up number: several orders can have the same one, so use the orderId that POST /orders answered`
    : `'${excerpt(given, 80)}'`;

const refuse = (order: OrderRecord, expected: string): APIGatewayProxyResult => {
  const detail = `${expected}, got ${order.status}`;
  return problem({ status: 409, code: 'wrong-status', title: 'Wrong status', detail }, { ETag: etagOf(order) });
};

/** The names of the order that a request is about, in log lines. */
const namesIn = ({ pathParameters }: ApiRequest) => {
  const orderId = pathParameters?.orderId ?? '';
  return UUID.test(orderId) ? logFields(orderId.toLowerCase()) : {};
};

const notFound = (detail: string, headers?: Record<string, string>): APIGatewayProxyResult =>
  problem({ status: 404, code: 'no-such-order', title: 'No such order', detail }, headers);

const NOT_RECORDED = notFound(
  'orderId should be the id of a recorded order, got an unknown id: try again if the order was just accepted',
  { 'Retry-After': '1' },
);
