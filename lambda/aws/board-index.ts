import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { BOARD_INDEX, boardKeysOf, type Lane } from '../order/lane.ts';
import { callService } from './service-error.ts';

/** An order in the index. */
export type BoardIndexEntry = { readonly orderId: string; readonly placedAt: string };

/** The index of the board. Both methods throw a ServiceError if DynamoDB fails. */
export type BoardIndex = {
  /** The entries of a lane, oldest or newest first: every one of the first `MAX_COUNTED`, and perhaps more. */
  list(lane: Lane, order: 'oldest-first' | 'newest-first'): Promise<readonly BoardIndexEntry[]>;
  /** When the oldest order of a lane was placed. */
  oldest(lane: Lane): Promise<string | undefined>;
};

/** The orders of a lane are counted up to this number. */
export const MAX_COUNTED = 1000;

export function createBoardIndex({
  client,
  tableName,
}: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): BoardIndex {
  return {
    list: async (lane, order) => {
      const isForward = order === 'oldest-first';
      const entries = await readLane(lane, isForward, MAX_COUNTED);
      return entries.toSorted((a, b) => (keyOf(a) < keyOf(b) === isForward ? -1 : 1));
    },
    oldest: async (lane) => (await readLane(lane, true, 1)).map(({ placedAt }) => placedAt).toSorted()[0],
  };

  async function readLane(lane: Lane, isForward: boolean, limit: number): Promise<BoardIndexEntry[]> {
    const shards = boardKeysOf(lane).map((boardKey) => readShard(boardKey, isForward, limit));
    return (await Promise.all(shards)).flat();
  }

  async function readShard(boardKey: string, isForward: boolean, limit: number): Promise<BoardIndexEntry[]> {
    const query = new QueryCommand({
      TableName: tableName,
      IndexName: BOARD_INDEX,
      KeyConditionExpression: 'boardKey = :boardKey',
      ExpressionAttributeValues: { ':boardKey': { S: boardKey } },
      ScanIndexForward: isForward,
      Limit: limit,
    });
    const { Items = [] } = await callService('dynamodb', 'Query', client.send(query));
    return Items.map((item) => ({ orderId: item.orderId?.S ?? '', placedAt: item.placedAt?.S ?? '' }));
  }
}

/** Orders of the same time keep their places from one read to the next. */
const keyOf = ({ placedAt, orderId }: BoardIndexEntry): string => placedAt + orderId;
