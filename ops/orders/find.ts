import { pickupNumber } from '../../lambda/order/identity.ts';
import { lanes } from '../../lambda/order/lane.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { ageText, table } from '../printing/text.ts';
import type { Target } from '../target/target.ts';
import { readLane } from './board.ts';
import { numberIn } from './names.ts';
import { ageOf } from './order-text.ts';
import { readRecords } from './records.ts';
import { scanFor } from './scan.ts';

/** Finds the orders on the board with a pick-up number. The number derives from the order id, so the keys of the index suffice. */
export const findOnBoard = async (target: Target, number: string): Promise<readonly OrderRecord[]> => {
  const entries = (await Promise.all(lanes.map((lane) => readLane(target, lane)))).flat();
  const ids = entries.map(({ orderId }) => orderId).filter((orderId) => pickupNumber(orderId) === number);
  return readRecords(target, [...new Set(ids)]);
};

export type FindOptions = { readonly scan?: boolean; readonly yes?: boolean };

/** `order find`: every order with a number, because numbers are not unique. */
export const findOrders = async (
  context: Context,
  given: string,
  { scan = false, yes = false }: FindOptions,
): Promise<void> => {
  const number = numberIn(given);
  if (number === undefined)
    throw new Failure('usage', `the number should be a letter and four digits, such as K-4172, got '${given}'`);
  const target = await context.openTarget();
  const found = scan ? await scanFor(context, target, number, { yes }) : { orders: await findOnBoard(target, number) };
  const { orders } = found;
  context.print({ number, searched: scan ? 'table' : 'board', ...found }, foundText(orders));
  if (orders.length > 0) return;
  const hint = scan ? '' : `: "order find ${number} --scan" reads the whole table`;
  context.note(`no order ${scan ? 'in the table' : 'on the board'} has the number ${number}${hint}`);
  context.answerNo();
};

const foundText = (orders: readonly OrderRecord[]): string =>
  orders.length === 0
    ? 'no orders'
    : table(
        ['ORDER', 'STATUS', 'AGE', 'CUSTOMER'],
        orders.map(({ orderId, status, placedAt, customer }) => [
          ...[orderId, status, ageText(ageOf(placedAt))],
          customer.name,
        ]),
      );
