import { randomUUID } from 'node:crypto';
import type { Item } from './expressions.ts';
import { readUnits } from './units.ts';

type Query = {
  readonly ExpressionAttributeValues?: Item;
  readonly Limit?: number;
  readonly Select?: string;
};
export type Batch = {
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>
  >;
};

/** DynamoDB's limit for one page of a query. */
const PAGE_BYTES = 1024 * 1024;

/**
 * An index with any number of orders in each partition, without the orders. A query answers as many keys as it asks for, and each
 * key leads to a record like the sample.
 */
export const createBoardIndex = (onBoard: number, sample: Item, units: { read: number }) => {
  const query = ({ ExpressionAttributeValues = {}, Limit = Number.POSITIVE_INFINITY, Select }: Query): unknown => {
    const [boardKey = { S: '' }] = Object.values(ExpressionAttributeValues);
    const key = (): Item => ({ orderId: { S: randomUUID() }, boardKey, placedAt: sample.placedAt ?? { S: '' } });
    const page = Math.floor(PAGE_BYTES / readableBytes(key()));
    const items = Array.from({ length: Math.min(Limit, onBoard, page) }, key);
    units.read += readUnits(items, false);
    const more = items.length < onBoard ? { LastEvaluatedKey: items.at(-1) } : {};
    return Select === 'COUNT' ? { Count: items.length, ...more } : { Items: items, Count: items.length, ...more };
  };

  const getBatch = ({ RequestItems = {} }: Batch): unknown => {
    const answers = Object.entries(RequestItems).map(([table, { Keys, ConsistentRead = false }]) => {
      const items = Keys.map((key) => ({ ...sample, ...key }));
      for (const item of items) units.read += readUnits([item], ConsistentRead); // each item is rounded up
      return [table, items];
    });
    return { Responses: Object.fromEntries(answers), UnprocessedKeys: {} };
  };

  return { Query: query, BatchGetItem: getBatch };
};

const readableBytes = (key: Item): number => JSON.stringify(key).length;
