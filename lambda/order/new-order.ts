import { millisecondsOf } from '../parsing/time.ts';
import { currency, totalCents } from '../product/index.ts';
import { pickupNumber, requestHash } from './identity.ts';
import type { OrderMessage } from './message.ts';
import type { OrderRequest } from './request.ts';

/** The message of a new order, with its prices by today's menu. */
export const messageOf = (request: OrderRequest, orderId: string, now: number): OrderMessage => {
  const { pickupAt } = request;
  const later = pickupAt === undefined ? {} : { pickupAt: new Date(millisecondsOf(pickupAt)).toISOString() };
  return {
    v: 1,
    type: 'order.placed',
    orderId,
    placedAt: new Date(now).toISOString(),
    requestHash: requestHash(request),
    order: { ...request, ...later, number: pickupNumber(orderId), totalCents: priceOf(request), currency },
  };
};

/** A barista would quarantine a message with another price, after the order was accepted. */
const priceOf = ({ lines }: OrderRequest): number => {
  const total = totalCents(lines);
  if (Number.isSafeInteger(total) && total >= 0) return total;
  throw new RangeError(`totalCents of lambda/product should return a whole number from 0, got ${total}`);
};
