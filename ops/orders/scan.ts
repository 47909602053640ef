import { DescribeTableCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Context } from '../context.ts';
import { counted } from '../printing/text.ts';
import type { Target } from '../target/target.ts';
import { readItem } from './records.ts';

/** The orders that a scan found, its estimated cost, and the read units that it used. */
export type Scanned = {
  readonly orders: readonly OrderRecord[];
  readonly cost: ScanCost;
  readonly usedReadUnits: number;
};

/** What a read of the whole table costs. */
export type ScanCost = {
  readonly items: number;
  readonly bytes: number;
  readonly readUnits: number;
  readonly usd: number;
};

/** Finds the orders with a pick-up number in the whole table. It tells the cost first, and asks. */
export const scanFor = async (
  context: Context,
  target: Target,
  number: string,
  { yes }: { readonly yes: boolean },
): Promise<Scanned> => {
  const cost = await estimateScan(target);
  context.note(costText(cost));
  await context.confirm('Read the whole table?', { yes });
  return { ...(await scan(target, number)), cost };
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
  `${counted(readUnits, 'read unit')}, ${usd.toFixed(usd < 0.01 ? 5 : 2)} USD in us-east-1.\nDynamoDB counts its items about every six hours.`;

const scan = async ({ dynamodb: client, tableName }: Target, number: string): Promise<Omit<Scanned, 'cost'>> => {
  const orders: OrderRecord[] = [];
  let usedReadUnits = 0;
  const input = {
    TableName: tableName,
    FilterExpression: '#number = :number',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: { ':number': { S: number } },
    ReturnConsumedCapacity: 'TOTAL',
  } as const;
  for await (const { Items = [], ConsumedCapacity } of paginateScan({ client }, input)) {
    orders.push(...Items.map(readItem));
    usedReadUnits += ConsumedCapacity?.CapacityUnits ?? 0;
  }
  return { orders: orders.toSorted((a, b) => (a.placedAt < b.placedAt ? -1 : 1)), usedReadUnits };
};
