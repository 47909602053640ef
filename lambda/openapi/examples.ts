import type { BoardAnswer } from '../counter/board-answer.ts';
import { orderIdOfKey, pickupNumber } from '../order/identity.ts';
import { firstNameOf } from '../order/name.ts';
import type { OrderAnswer } from '../order/order-answer.ts';
import { parseRequest } from '../order/request.ts';
import { currency, form, menu, samples, totalCents } from '../product/index.ts';
import { parameters } from './headers.ts';

const { request } = samples;
const orderId = orderIdOfKey(parameters.idempotencyKey.example);
const number = pickupNumber(orderId);
const placedAt = '2026-11-21T09:00:00.000Z';
const price = { totalCents: totalCents(request.lines), currency };

const placed: OrderAnswer = {
  ...{ orderId, number, status: 'PLACED', version: 1 },
  ...{ customer: request.customer, lines: [...request.lines], ...price },
  ...{ placedAt, updatedAt: placedAt },
};
const at = (status: OrderAnswer['status'], version: number): OrderAnswer => ({
  ...placed,
  ...{ status, version, updatedAt: '2026-11-21T09:00:04.250Z' },
});

const { customer, placedAt: _placedAt } = placed;
const queue = { waiting: 0, deadLetters: 0 };
const waiting = {
  number,
  firstName: firstNameOf(customer.name),
  status: 'PLACED',
  queue: 'orders',
  ageSeconds: 2,
} as const;
const board: BoardAnswer = {
  lanes: {
    waiting: { total: 1, oldestSeconds: 2, orders: [waiting] },
    ready: { total: 0, orders: [] },
    stuck: { total: 0, orders: [] },
  },
  queues: { orders: { ...queue, waiting: 1 }, tabs: queue, pickups: queue, receipts: queue },
  ...{ well: true, reasons: [] },
};

/** The refusal of an order with a line that the product refuses. */
const invalid = () => {
  const lines = samples.bad.slice(0, 1).map(({ line }) => line);
  const parsed = parseRequest({ ...request, lines }, Date.parse(placedAt));
  const errors = parsed.kind === 'invalid' ? parsed.faults : [];
  const detail = errors.map((fault) => fault.detail).join('; ');
  return { type: 'urn:orderboard:problem:invalid-order', status: 422, title: 'Invalid order', detail, errors };
};

/** Examples of bodies. Their lines are samples of the product. */
export const examples = {
  requests: {
    order: { summary: 'An order', value: request },
    tab: {
      summary: 'An order on a tab: the orders of a tab are made one after the other',
      value: { ...request, lines: [samples.fullLine], tab: 'table-7' },
    },
    pickup: {
      summary: 'An order for later',
      value: { ...request, pickupAt: '2026-11-21T11:30:00Z' },
    },
  },
  ...{ placed, ready: at('READY', 3), cancelled: at('CANCELLED', 2), collected: at('COLLECTED', 4) },
  ...{ board, menu: { ...menu, form }, invalid: invalid() },
};
