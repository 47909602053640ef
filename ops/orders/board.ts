import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { BOARD_INDEX, boardKeysOf, type Lane } from '../../lambda/order/lane.ts';
import { Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

/** An order in the index of the board, which projects its keys only. */
export type BoardEntry = { readonly orderId: string; readonly placedAt: string };

type LaneOptions = {
  /** The most orders of each partition. @default - all of them */
  readonly most?: number;
  /** @default 'oldest' */
  readonly first?: 'oldest' | 'newest';
};

/**
 * Reads the orders in a lane of the board.
 *
 * @throws NoBoard if the shop does without the board
 */
export const readLane = async (
  target: Target,
  lane: Lane,
  options: LaneOptions = {},
): Promise<readonly BoardEntry[]> => {
  const partitions = await Promise.all(boardKeysOf(lane).map((boardKey) => readPartition(target, boardKey, options)));
  const oldestFirst = partitions.flat().toSorted((a, b) => (a.placedAt + a.orderId < b.placedAt + b.orderId ? -1 : 1));
  return options.first === 'newest' ? oldestFirst.toReversed() : oldestFirst;
};

const readPartition = async (
  { dynamodb: client, tableName }: Target,
  boardKey: string,
  { most = Number.POSITIVE_INFINITY, first = 'oldest' }: LaneOptions,
): Promise<BoardEntry[]> => {
  const found: BoardEntry[] = [];
  const query = {
    TableName: tableName,
    IndexName: BOARD_INDEX,
    KeyConditionExpression: 'boardKey = :boardKey',
    ExpressionAttributeValues: { ':boardKey': { S: boardKey } },
    ScanIndexForward: first === 'oldest',
    ...(Number.isFinite(most) && { Limit: most }),
  };
  try {
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      for (const { orderId, placedAt } of Items) found.push({ orderId: orderId?.S ?? '', placedAt: placedAt?.S ?? '' });
      if (found.length >= most) break;
    }
  } catch (error) {
    throw isNoIndex(error) ? new NoBoard() : error;
  }
  return found;
};

/** A shop can do without the board, and then its table has no index. */
export class NoBoard extends Failure {
  constructor() {
    const remedy = 'name the order by its id, or read the whole table with "order find <NUMBER> --scan"';
    super('no', `the shop should have the board, got a table without its index: ${remedy}`);
  }
}

/** DynamoDB has no other sign of it than this message. */
const isNoIndex = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /specified index/.test(error.message);
