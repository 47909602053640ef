import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, problem, unavailable } from '../api/answers.ts';
import { readBody } from '../api/body.ts';
import { etagOf, headerOf } from '../api/headers.ts';
import type { ApiRequest } from '../api/request.ts';
import type { OrderQueue } from '../aws/order-queue.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { describe, type Log } from '../log.ts';
import { logName, pickupNumber, requestHash } from '../order/lifecycle.ts';
import type { OrderMessage, Storable } from '../order/message.ts';
import { type OrderRecord, orderView } from '../order/record.ts';
import { type OrderRequest, type OrderShape, parseRequest, parseShape, withoutLines } from '../order/request.ts';
import type { Fault } from '../parsing/schema.ts';
import { currency } from '../product/menu.ts';
import { totalCents } from '../product/price.ts';
import { readKey } from './idempotency.ts';

export type CashierDeps = {
  readonly queue: OrderQueue;
  readonly store: Pick<OrderStore, 'place' | 'read'>;
  readonly now: () => number;
  readonly newOrderId: () => string;
  readonly log: Log;
};

/** What is on record under the id that a request's key makes. `unkeyed`: there is no key, and so nothing to look for. */
type Earlier =
  | { readonly kind: 'unkeyed' | 'none' | 'unknown' }
  | { readonly kind: 'found'; readonly record: OrderRecord };

const invalid = (faults: readonly Fault[]): APIGatewayProxyResult => {
  const detail = faults.map((fault) => fault.detail).join('; ');
  return problem({ status: 422, code: 'invalid-order', title: 'Invalid order', detail, errors: faults });
};

const KEY_REUSED = problem({
  status: 422,
  code: 'key-reused',
  title: 'Idempotency key reused',
  detail: 'Idempotency-Key should be a new one for another order, got that of an order with another body',
});

/** Takes orders: `POST /orders`. The queue comes first, then the record; an order is accepted once the queue has it. */
export const createCashier = ({ queue, store, now, newOrderId, log }: CashierDeps) => {
  const price = (request: OrderRequest, orderId: string): OrderMessage => {
    const { pickupAt } = request;
    const later = pickupAt === undefined ? {} : { pickupAt: new Date(pickupAt).toISOString() };
    return {
      v: 1,
      type: 'order.placed',
      orderId,
      placedAt: new Date(now()).toISOString(),
      requestHash: requestHash(request),
      order: { ...request, ...later, number: pickupNumber(orderId), totalCents: totalCents(request.lines), currency },
    };
  };

  const lookUp = async (orderId: string): Promise<Earlier> => {
    try {
      const record = await store.read(orderId);
      return record ? { kind: 'found', record } : { kind: 'none' };
    } catch (error) {
      log('warn', 'order.not-looked-up', { order: logName(orderId), ...describe(error) });
      return { kind: 'unknown' };
    }
  };

  /** The record lets customers read and cancel at once; without it the barista writes one, and may already have. */
  const record = async (message: Storable): Promise<'placed' | 'present' | 'unknown'> => {
    try {
      return (await store.place(message)).kind;
    } catch (error) {
      log('warn', 'order.unrecorded', { order: logName(message.orderId), ...describe(error) });
      return 'unknown';
    }
  };

  /** The order as it stands now, to whoever sends the same once more. */
  const replay = (request: OrderShape, found: OrderRecord, location: string): APIGatewayProxyResult => {
    if (found.requestHash !== requestHash(request)) return KEY_REUSED;
    const headers = { Location: location, ETag: etagOf(found), 'Idempotent-Replayed': 'true' };
    return json(202, orderView(found, request.lines), headers);
  };

  const accept = async (
    request: OrderRequest,
    orderId: string,
    { keyed }: { readonly keyed: boolean },
    location: string,
  ) => {
    const message = price(request, orderId);
    const { placedAt, order } = message;
    const sent = await queue.send(message).catch((error: unknown) => ({ lines: 'unknown', error }) as const);
    if (sent.lines === 'unknown') {
      log('error', 'order.refused', { order: logName(orderId), ...describe(sent.error) });
      return unavailable('the queue should take the order, and did not answer that it has: try again');
    }
    log('info', 'order.placed', { order: logName(orderId), number: order.number });
    const recorded = await record(sent.lines === 'in-s3' ? { ...message, order: withoutLines(order) } : message);
    const twin: Earlier = keyed && recorded === 'present' ? await lookUp(orderId) : { kind: 'none' };
    if (twin.kind === 'found') return replay(request, twin.record, location);
    const state = recorded === 'placed' ? { status: 'PLACED', version: 1, updatedAt: placedAt } : {};
    return json(202, { orderId, placedAt, ...order, ...state }, { Location: location });
  };

  const take = async (input: unknown, orderId: string, earlier: Earlier, location: string) => {
    if (earlier.kind === 'found') {
      const shape = parseShape(input);
      return shape.kind === 'valid' ? replay(shape.value, earlier.record, location) : invalid(shape.faults);
    }
    const request = parseRequest(input, now());
    if (request.kind === 'valid')
      return accept(request.value, orderId, { keyed: earlier.kind !== 'unkeyed' }, location);
    // By another day's menu it may have been accepted under this key: only the record knows.
    if (earlier.kind === 'unknown' && parseShape(input).kind === 'valid')
      return unavailable('the order store should say whether this key is known, and does not answer: try again');
    return invalid(request.faults);
  };

  return async (event: ApiRequest): Promise<APIGatewayProxyResult> => {
    const body = readBody(event);
    if (body.kind === 'refused') return body.answer;
    const key = readKey(headerOf(event.headers, 'idempotency-key'));
    if (key.kind === 'malformed')
      return problem({ status: 400, code: 'malformed-key', title: 'Malformed idempotency key', detail: key.detail });
    const orderId = key.kind === 'order' ? key.orderId : newOrderId();
    const earlier = key.kind === 'order' ? await lookUp(orderId) : ({ kind: 'unkeyed' } as const);
    const location = `${event.requestContext.path.replace(/\/$/, '')}/${orderId}`;
    return take(body.value, orderId, earlier, location);
  };
};
