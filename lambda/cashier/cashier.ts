import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { json, problem, unavailable } from '../api/answers.ts';
import { readBody } from '../api/body.ts';
import type { OrderQueue } from '../aws/order-queue.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { describe, type Log } from '../log.ts';
import { logName, pickupNumber, requestHash } from '../order/lifecycle.ts';
import { currency } from '../order/menu.ts';
import type { OrderMessage, Storable } from '../order/message.ts';
import { type OrderRequest, parseRequest, withoutLines } from '../order/order.ts';
import { totalCents } from '../order/pricing.ts';

export type CashierDeps = {
  readonly queue: OrderQueue;
  readonly store: Pick<OrderStore, 'place'>;
  readonly now: () => number;
  readonly newOrderId: () => string;
  readonly log: Log;
};

/** Takes orders: `POST /orders`. The queue comes first, then the record; an order is accepted once the queue has it. */
export const createCashier = ({ queue, store, now, newOrderId, log }: CashierDeps) => {
  const price = (request: OrderRequest): OrderMessage => {
    const orderId = newOrderId();
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

  /** The record lets customers read and cancel at once; without it the barista writes one, and may already have. */
  const record = async (message: Storable): Promise<boolean> => {
    try {
      return (await store.place(message)).kind === 'placed';
    } catch (error) {
      log('warn', 'order.unrecorded', { order: logName(message.orderId), ...describe(error) });
      return false;
    }
  };

  const accept = async (message: OrderMessage): Promise<APIGatewayProxyResult> => {
    const { orderId, placedAt, order } = message;
    const sent = await queue.send(message).catch((error: unknown) => ({ lines: 'unknown', error }) as const);
    if (sent.lines === 'unknown') {
      log('error', 'order.refused', { order: logName(orderId), ...describe(sent.error) });
      return unavailable('the queue should take the order, and did not answer that it has: try again');
    }
    log('info', 'order.placed', { order: logName(orderId), number: order.number });
    const storable = sent.lines === 'in-s3' ? { ...message, order: withoutLines(order) } : message;
    const recorded = (await record(storable)) ? { status: 'PLACED', version: 1, updatedAt: placedAt } : {};
    return json(202, { orderId, placedAt, ...order, ...recorded }, { Location: `/orders/${orderId}` });
  };

  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const body = readBody(event);
    if (body.kind === 'refused') return body.answer;
    const request = parseRequest(body.value, now());
    if (request.kind === 'valid') return accept(price(request.value));
    const { faults } = request;
    const detail = faults.map((fault) => fault.detail).join('; ');
    return problem({ status: 422, code: 'invalid-order', title: 'Invalid order', detail, errors: faults });
  };
};
