import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type BoardRow, decodeBoardRow } from '../order/record.ts';
import { callService, ServiceError } from './service-error.ts';

/** Reads the rows of these orders. An order without a record has none. @throws ServiceError */
export type ReadBoardRows = (orderIds: readonly string[]) => Promise<readonly BoardRow[]>;

/** DynamoDB's limit for one batch read, and how often unprocessed keys are read again. */
const MAX_KEYS = 100;
const MAX_TRIES = 3;
const READ = { service: 'dynamodb', operation: 'BatchGetItem' } as const;

export function createReadBoardRows({
  client,
  tableName,
}: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): ReadBoardRows {
  return async (orderIds) => {
    const batches: Promise<BoardRow[]>[] = [];
    for (let at = 0; at < orderIds.length; at += MAX_KEYS)
      batches.push(readBatch(orderIds.slice(at, at + MAX_KEYS), MAX_TRIES));
    return (await Promise.all(batches)).flat();
  };

  async function readBatch(orderIds: readonly string[], tries: number): Promise<BoardRow[]> {
    if (orderIds.length === 0) return [];
    if (tries === 0) throw new ServiceError('unavailable', READ, `${orderIds.length} unprocessed keys`);
    const get = new BatchGetItemCommand({
      RequestItems: {
        [tableName]: {
          Keys: orderIds.map((orderId) => ({ orderId: { S: orderId } })),
          ProjectionExpression: '#number, customer.#name, #status, placedAt, tab, pickupAt',
          ExpressionAttributeNames: { '#number': 'number', '#name': 'name', '#status': 'status' },
        },
      },
    });
    const { Responses = {}, UnprocessedKeys = {} } = await callService(READ.service, READ.operation, client.send(get));
    const rows = (Responses[tableName] ?? []).map((item) => decodeBoardRow(unmarshall(item)));
    const unprocessed = (UnprocessedKeys[tableName]?.Keys ?? []).map(({ orderId }) => orderId?.S ?? '');
    return [...rows, ...(await readBatch(unprocessed, tries - 1))];
  }
}
