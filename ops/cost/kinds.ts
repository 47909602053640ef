import { MAX_LINES } from '../../lambda/order/request.ts';

/** The kinds of orders. Each takes another way, with other calls. */
export const kinds = ['order', 'keyed', 'tab', 'pickup', 'long', 'cancelled', 'imported'] as const;
export type Kind = (typeof kinds)[number];

/** The most bytes that the lines of an order can have here: an order has at most so many lines. */
export const MAX_BYTES = 60 * MAX_LINES;
