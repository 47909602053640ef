import type { RequestLine } from './line.ts';
import { drinks, extras } from './menu.ts';

/** The price of one line in cents: (drink in its size + extras) × quantity. */
const lineCents = ({ item, size, quantity, extras: added = [] }: RequestLine): number =>
  quantity * added.reduce<number>((cents, extra) => cents + extras[extra], drinks[item][size]);

/** The price of an order by today's menu, in cents of `currency`. */
export const totalCents = (lines: readonly RequestLine[]): number =>
  lines.reduce((total, line) => total + lineCents(line), 0);
