import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { BOARD_INDEX, boardKeys } from '../order/identity.ts';
import { type BoardRow, decodeBoardRow } from '../order/record.ts';
import { callService, ServiceError } from './service-error.ts';

/** Reads the newest orders on the board, newest first. @throws ServiceError */
export type BoardQuery = (limit: number) => Promise<BoardRow[]>;

/** DynamoDB's limit for one batch read, and how often unprocessed keys are read again. */
const MAX_KEYS = 100;
const MAX_TRIES = 3;
const READ = { service: 'dynamodb', operation: 'BatchGetItem' } as const;

export function createBoardQuery({
  client,
  tableName,
}: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): BoardQuery {
  return async (limit) => {
    const shards = await Promise.all(boardKeys.map((boardKey) => queryShard(boardKey, limit)));
    const newest = newestFirst(shards.flat(), ({ orderId }) => orderId).slice(0, limit);
    const chunks: string[][] = [];
    for (let at = 0; at < newest.length; at += MAX_KEYS)
      chunks.push(newest.slice(at, at + MAX_KEYS).map(({ orderId }) => orderId));
    const rows = await Promise.all(chunks.map((orderIds) => readRows(orderIds)));
    return newestFirst(rows.flat(), ({ number }) => number);
  };

  async function queryShard(boardKey: string, limit: number): Promise<{ orderId: string; placedAt: string }[]> {
    const query = new QueryCommand({
      TableName: tableName,
      IndexName: BOARD_INDEX,
      KeyConditionExpression: 'boardKey = :boardKey',
      ExpressionAttributeValues: { ':boardKey': { S: boardKey } },
      ScanIndexForward: false,
      Limit: limit,
    });
    const { Items = [] } = await callService('dynamodb', 'Query', client.send(query));
    return Items.map((item) => ({ orderId: item.orderId?.S ?? '', placedAt: item.placedAt?.S ?? '' }));
  }

  async function readRows(orderIds: readonly string[], tries = MAX_TRIES): Promise<BoardRow[]> {
    if (orderIds.length === 0) return [];
    if (tries === 0) throw new ServiceError('unavailable', READ, `${orderIds.length} unprocessed keys`);
    const get = new BatchGetItemCommand({
      RequestItems: {
        [tableName]: {
          Keys: orderIds.map((orderId) => ({ orderId: { S: orderId } })),
          ProjectionExpression: '#number, customer.#name, #status, placedAt, updatedAt',
          ExpressionAttributeNames: { '#number': 'number', '#name': 'name', '#status': 'status' },
        },
      },
    });
    const { Responses = {}, UnprocessedKeys = {} } = await callService(READ.service, READ.operation, client.send(get));
    const rows = (Responses[tableName] ?? []).map((item) => decodeBoardRow(unmarshall(item)));
    const unprocessed = (UnprocessedKeys[tableName]?.Keys ?? []).map(({ orderId }) => orderId?.S ?? '');
    return [...rows, ...(await readRows(unprocessed, tries - 1))];
  }
}

/** Sorted by time, then by name, so that orders of the same time keep their places from one read to the next. */
const newestFirst = <T extends { readonly placedAt: string }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): T[] => {
  const key = (item: T): string => item.placedAt + nameOf(item);
  return [...items].sort((a, b) => (key(a) < key(b) ? 1 : -1));
};
