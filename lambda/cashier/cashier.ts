import type { APIGatewayProxyResult } from 'aws-lambda';
import { etagOf, json, problem } from '../api/answers.ts';
import { readBody } from '../api/body.ts';
import { type ApiRequest, idempotencyKeyOf, pathOf } from '../api/request.ts';
import type { OrderQueue } from '../aws/order-queue.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { answerFailures, isRefusedForGood, levelOf } from '../failure-answer.ts';
import { describe, type Log } from '../log.ts';
import { logFields, requestHash } from '../order/identity.ts';
import type { Storable } from '../order/message.ts';
import { messageOf } from '../order/new-order.ts';
import type { OptionalQueue } from '../order/optional-queues.ts';
import type { AcceptedAnswer } from '../order/order-answer.ts';
import { type OrderRecord, orderView } from '../order/record.ts';
import { type OrderRequest, type OrderShape, parseRequest, parseShape, withoutLines } from '../order/request.ts';
import type { Fault } from '../parsing/schema.ts';
import { correctionOf } from './correction.ts';

export type CashierDeps = {
  readonly queue: OrderQueue;
  readonly store: Pick<OrderStore, 'place' | 'read'>;
  /** The queues that the shop does without. @default none */
  readonly without?: readonly OptionalQueue[];
  readonly now: () => number;
  readonly newOrderId: () => string;
  readonly log: Log;
};

/** The record of a request's key. `unkeyed`: the request has no key. `unknown`: the look-up failed. */
type Earlier =
  | { readonly kind: 'unkeyed' | 'none' }
  | { readonly kind: 'unknown'; readonly error: unknown }
  | { readonly kind: 'found'; readonly record: OrderRecord };

/** The id of a new order, the record of its key, and its location. */
type NewOrder = { readonly orderId: string; readonly earlier: Earlier; readonly location: string };

/** `POST /orders`. The queue comes first, then the record: an order is accepted once the queue has it. */
export function createCashier({ queue, store, without = [], now, newOrderId, log }: CashierDeps) {
  return async (request: ApiRequest): Promise<APIGatewayProxyResult> => {
    try {
      return await answer(request);
    } catch (error) {
      log('error', 'cashier.failed', describe(error));
      return answerFailures([error]);
    }
  };

  async function answer(request: ApiRequest): Promise<APIGatewayProxyResult> {
    const body = readBody(request);
    if (body.kind === 'refused') return body.answer;
    const key = idempotencyKeyOf(request);
    if (key.kind === 'malformed')
      return problem({ status: 400, code: 'malformed-key', title: 'Malformed idempotency key', detail: key.detail });
    const orderId = key.kind === 'order' ? key.orderId : newOrderId();
    const earlier = key.kind === 'order' ? await lookUp(orderId) : ({ kind: 'unkeyed' } as const);
    const location = `${pathOf(request)}/${orderId}`;
    return takeOrder(body.value, { orderId, earlier, location });
  }

  async function lookUp(orderId: string): Promise<Earlier> {
    try {
      const record = await store.read(orderId);
      return record ? { kind: 'found', record } : { kind: 'none' };
    } catch (error) {
      log(levelOf(error), 'order.not-looked-up', { ...logFields(orderId), ...describe(error) });
      return { kind: 'unknown', error };
    }
  }

  async function takeOrder(input: unknown, order: NewOrder): Promise<APIGatewayProxyResult> {
    const { orderId, earlier, location } = order;
    if (earlier.kind === 'found') {
      const shape = parseShape(input);
      return shape.kind === 'valid' ? answerFound(shape.value, earlier.record, { location }) : invalid(shape.faults);
    }
    const request = parseRequest(input, now(), { without });
    if (request.kind === 'valid') return acceptOrder(request.value, order);
    // An earlier menu may have allowed it under this key: only the record knows.
    if (earlier.kind === 'unknown' && parseShape(input).kind === 'valid') return refuseOrder(orderId, earlier.error);
    return invalid(request.faults);
  }

  async function acceptOrder(
    request: OrderRequest,
    { orderId, earlier, location }: NewOrder,
  ): Promise<APIGatewayProxyResult> {
    const message = messageOf(request, orderId, now());
    const { placedAt, order } = message;
    const sent = await queue.send(message).catch((error: unknown) => ({ lines: 'unknown', error }) as const);
    if (sent.lines === 'unknown') return refuseOrder(orderId, sent.error);
    const due = order.pickupAt === undefined ? {} : { pickupAt: order.pickupAt };
    log('info', 'order.placed', { ...logFields(orderId), messageId: sent.messageId, ...due });
    const recorded = await recordOrder(sent.lines === 'in-s3' ? { ...message, order: withoutLines(order) } : message);
    const isTwin = earlier.kind !== 'unkeyed' && recorded === 'present';
    const twin = isTwin ? await lookUp(orderId) : undefined;
    if (twin?.kind === 'found') return answerFound(request, twin.record, { location, placedAt });
    const state = recorded === 'placed' ? ({ status: 'PLACED', version: 1, updatedAt: placedAt } as const) : {};
    return json(202, { orderId, placedAt, ...order, ...state } satisfies AcceptedAnswer, { Location: location });
  }

  /** An outage passes. The customer can correct some refusals; all others are faults of the operator, and no retry helps. */
  function refuseOrder(orderId: string, error: unknown): APIGatewayProxyResult {
    const correction = correctionOf(error);
    const isFault = correction === undefined && isRefusedForGood(error);
    const level = correction === undefined ? 'error' : 'warn';
    log(level, isFault ? 'order.refused-for-good' : 'order.refused', { ...logFields(orderId), ...describe(error) });
    return correction ?? answerFailures([error]);
  }

  /** Best effort: with the record customers can read and cancel at once. Otherwise the barista writes it. */
  async function recordOrder(message: Storable): Promise<'placed' | 'present' | 'unknown'> {
    try {
      return (await store.place(message)).kind;
    } catch (error) {
      log(levelOf(error), 'order.unrecorded', { ...logFields(message.orderId), ...describe(error) });
      return 'unknown';
    }
  }
}

type Found = {
  readonly location: string;
  /** The time of this request, if it sent a message: a record of that time is not of an earlier request. */
  readonly placedAt?: string;
};

/** The current order. A barista can record it before the cashier does; otherwise it is that of an earlier request. */
const answerFound = (request: OrderShape, found: OrderRecord, { location, placedAt }: Found): APIGatewayProxyResult => {
  if (found.requestHash !== requestHash(request)) return KEY_REUSED;
  const replayed = found.placedAt === placedAt ? {} : { 'Idempotent-Replayed': 'true' };
  return json(202, orderView(found, request.lines), { Location: location, ETag: etagOf(found), ...replayed });
};

const KEY_REUSED = problem({
  status: 422,
  code: 'key-reused',
  title: 'Idempotency key reused',
  detail: 'Idempotency-Key should be new for each order, got the key of an order with another body',
});

const invalid = (faults: readonly Fault[]): APIGatewayProxyResult => {
  const detail = faults.map((fault) => fault.detail).join('; ');
  return problem({ status: 422, code: 'invalid-order', title: 'Invalid order', detail, errors: faults });
};
