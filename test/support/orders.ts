import { randomUUID } from 'node:crypto';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { messageOf } from '../../lambda/order/new-order.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { OrderRequest } from '../../lambda/order/request.ts';
import { samples } from '../../lambda/product/index.ts';

/** A customer's request: Ada's sample line, except for what a test varies. */
export const anOrder = (varied: Partial<OrderRequest> = {}): OrderRequest => ({
  customer: samples.request.customer,
  lines: [samples.line],
  ...varied,
});

/** A request with other lines than {@link anOrder}. */
export const anotherOrder = (varied: Partial<OrderRequest> = {}): OrderRequest =>
  anOrder({ lines: [samples.fullLine], ...varied });

export type MessageVariation = {
  readonly orderId?: string;
  readonly placedAt?: string;
  readonly request?: OrderRequest;
};

/** The message of an accepted order with a new id. */
export const aMessage = ({
  orderId = randomUUID(),
  placedAt = '2026-11-21T09:00:00.000Z',
  request = anOrder(),
}: MessageVariation = {}): OrderMessage => ({ ...messageOf(request, orderId, Date.parse(placedAt)), placedAt });

/** The record of an order that the cashier has just placed. */
export const aRecord = (varied: Partial<OrderRecord> & MessageVariation = {}): OrderRecord => {
  const { request, ...fields } = varied;
  const { orderId, placedAt, requestHash: hash, order } = aMessage(varied);
  const placed = { status: 'PLACED', version: 1, attempts: 0, updatedAt: placedAt } as const;
  return { ...order, orderId, placedAt, requestHash: hash, ...placed, ...fields };
};
