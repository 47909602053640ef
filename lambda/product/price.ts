import type { OrderLine } from '../order/request.ts';
import { drinks, extras } from './menu.ts';

/** What one line costs, in cents: (drink in its size + extras) × quantity. */
const lineCents = ({ item, size, quantity, extras: added = [] }: OrderLine): number =>
  quantity * added.reduce<number>((cents, extra) => cents + extras[extra], drinks[item][size]);

/** What an order costs by today's menu, in cents of the menu's currency. */
export const totalCents = (lines: readonly OrderLine[]): number =>
  lines.reduce((total, line) => total + lineCents(line), 0);
