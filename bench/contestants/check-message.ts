import type { OrderMessage } from './job.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A check that somebody writes by hand who uses no library for it. @throws Error if the message is not an order */
export const readMessage = (body: string): OrderMessage => {
  const message: unknown = JSON.parse(body);
  if (isOrderMessage(message)) return message;
  throw new Error('the body should be the message of an order, got another one');
};

const isOrderMessage = (value: unknown): value is OrderMessage =>
  isObject(value) &&
  value.v === 1 &&
  value.type === 'order.placed' &&
  isText(value.orderId) &&
  UUID.test(value.orderId) &&
  isText(value.placedAt) &&
  isText(value.requestHash) &&
  isOrder(value.order);

const isOrder = (value: unknown): boolean =>
  isObject(value) &&
  isText(value.number) &&
  isObject(value.customer) &&
  isText(value.customer.name) &&
  isText(value.customer.email) &&
  Array.isArray(value.lines) &&
  value.lines.length > 0 &&
  value.lines.every(isObject) &&
  Number.isSafeInteger(value.totalCents) &&
  isText(value.currency);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
