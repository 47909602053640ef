import type { RequestLine } from '../../../lambda/product/index.ts';

/** A line of an order: a medium latte, except for what a test varies. */
export const aLine = (varied: Partial<RequestLine> = {}): RequestLine => ({
  item: 'latte',
  size: 'medium',
  quantity: 1,
  ...varied,
});
