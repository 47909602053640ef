import { DescribeTableCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pickupNumber } from '../../lambda/order/identity.ts';
import { lanes } from '../../lambda/order/lane.ts';
import { decodeRecord, type OrderRecord } from '../../lambda/order/record.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { ageText, counted, table } from '../printing/text.ts';
import type { Target } from '../target/target.ts';
import { readLane } from './board.ts';
import { ageOf } from './order-text.ts';
import { readRecords } from './records.ts';

const NUMBER = /^([a-z])-?(\d{4})$/i;

/** A pick-up number as the board shows it, or `undefined` for another text. */
export const numberIn = (given: string): string | undefined => {
  const [, letter, digits] = NUMBER.exec(given.trim()) ?? [];
  return letter && `${letter.toUpperCase()}-${digits}`;
};

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
  const cost = scan ? await agreeToScan(context, target, yes) : undefined;
  const orders = cost ? await findByScan(target, number) : await findOnBoard(target, number);
  context.print({ number, searched: scan ? 'table' : 'board', ...(cost && { cost }), orders }, foundText(orders));
  if (orders.length > 0) return;
  const hint = scan ? '' : `: "order find ${number} --scan" reads the whole table`;
  context.note(`no order ${scan ? 'in the table' : 'on the board'} has the number ${number}${hint}`);
  context.answerNo();
};

const agreeToScan = async (context: Context, target: Target, yes: boolean): Promise<ScanCost> => {
  const cost = await estimateScan(target);
  context.note(costText(cost));
  await context.confirm('Read the whole table?', { yes });
  return cost;
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

/** What a read of the whole table costs. */
type ScanCost = {
  readonly items: number;
  readonly bytes: number;
  readonly readUnits: number;
  readonly usd: number;
};

/** An eventually consistent read of 4 KB is half a unit. */
const BYTES_PER_UNIT = 8192;
/** The price on demand in us-east-1. Other regions cost up to twice as much. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const USD_PER_UNIT = 0.125e-6;

/** Estimates the cost of a scan. DynamoDB counts the items of a table about every six hours. */
const estimateScan = async ({ dynamodb, tableName }: Target): Promise<ScanCost> => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
  const bytes = Table?.TableSizeBytes ?? 0;
  const readUnits = Math.ceil(bytes / BYTES_PER_UNIT);
  return { items: Table?.ItemCount ?? 0, bytes, readUnits, usd: readUnits * USD_PER_UNIT };
};

const costText = ({ items, bytes, readUnits, usd }: ScanCost): string =>
  `A scan reads the whole table: about ${counted(items, 'item')}, ${(bytes / 1e6).toFixed(1)} MB,\n` +
  `${counted(readUnits, 'read unit')}, ${usd.toFixed(usd < 0.01 ? 5 : 2)} USD (DynamoDB counts its items every six hours).`;

/** Finds the orders with a pick-up number in the whole table. */
const findByScan = async ({ dynamodb: client, tableName }: Target, number: string): Promise<readonly OrderRecord[]> => {
  const found: OrderRecord[] = [];
  const scan = {
    TableName: tableName,
    FilterExpression: '#number = :number',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: { ':number': { S: number } },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    found.push(...Items.map((item) => decodeRecord(unmarshall(item))));
  return found.toSorted((a, b) => (a.placedAt < b.placedAt ? -1 : 1));
};
