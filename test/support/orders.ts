import { randomUUID } from 'node:crypto';
import { pickupNumber, requestHash } from '../../lambda/order/lifecycle.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { OrderLine, OrderRequest } from '../../lambda/order/request.ts';
import { currency, type Size } from '../../lambda/product/menu.ts';
import { totalCents } from '../../lambda/product/price.ts';

/** One line of an order: a medium latte, but for what a test varies. */
export const aLine = (varied: Partial<OrderLine> = {}): OrderLine => ({
  item: 'latte',
  size: 'medium',
  quantity: 1,
  ...varied,
});

/** What a customer sends: Ada's medium latte, but for what a test varies. */
export const anOrder = ({
  size = 'medium',
  ...varied
}: Partial<OrderRequest> & { readonly size?: Size } = {}): OrderRequest => ({
  customer: { name: 'Ada Lovelace', email: 'ada@example.org' },
  lines: [aLine({ size })],
  ...varied,
});

export type MessageVariation = {
  readonly orderId?: string;
  readonly placedAt?: string;
  readonly request?: OrderRequest;
};

/** The message of an accepted order, with an id of its own. */
export const aMessage = ({
  orderId = randomUUID(),
  placedAt = '2026-11-21T09:00:00.000Z',
  request = anOrder(),
}: MessageVariation = {}): OrderMessage => ({
  v: 1,
  type: 'order.placed',
  orderId,
  placedAt,
  requestHash: requestHash(request),
  order: { ...request, number: pickupNumber(orderId), totalCents: totalCents(request.lines), currency },
});

/** The record of an order that the cashier has just put. */
export const aRecord = (varied: Partial<OrderRecord> & MessageVariation = {}): OrderRecord => {
  const { request, ...fields } = varied;
  const { orderId, placedAt, requestHash: hash, order } = aMessage(varied);
  const placed = { status: 'PLACED', version: 1, attempts: 0, updatedAt: placedAt } as const;
  return { ...order, orderId, placedAt, requestHash: hash, ...placed, ...fields };
};
