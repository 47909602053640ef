import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createBoardQuery } from '../../../lambda/aws/board-query.ts';
import { describeBoard } from '../../support/board-query-suite.ts';
import { startDynamo } from '../../support/dynamo.ts';

describe('the board query on the embedded DynamoDB', () => describeBoard(startDynamo));

/** The board over a fake DynamoDB of orders that were placed at the same time. Its first reads leave all keys but one unprocessed. */
const aBoard = ({ count = 3, incomplete = 0 } = {}) => {
  const ids = Array.from({ length: count }, (_, n) => `order-${n + 1}`);
  const placedAt = '2026-11-21T09:00:00.000Z';
  const reads: BatchGetItemCommandInput[] = [];
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const query = ({ boardKey = '' }) =>
    boardKey === 'board#0' ? { Items: ids.map((orderId) => marshall({ orderId, placedAt })) } : {};
  client.send = async (command: unknown) => {
    if (command instanceof QueryCommand)
      return query({ boardKey: command.input.ExpressionAttributeValues?.[':boardKey']?.S ?? '' });
    if (!(command instanceof BatchGetItemCommand)) throw new Error('the board should be read');
    reads.push(command.input);
    const keys = command.input.RequestItems?.orders?.Keys ?? [];
    const done = reads.length <= incomplete ? 1 : keys.length;
    const rows = keys.slice(0, done).map(({ orderId }) => {
      const row = { number: `N-${orderId?.S}`, customer: { name: 'Ada' }, status: 'PLACED' };
      return marshall({ ...row, placedAt, updatedAt: placedAt });
    });
    const left = keys.slice(done);
    return { Responses: { orders: rows }, UnprocessedKeys: left.length > 0 ? { orders: { Keys: left } } : {} };
  };
  return { reads, readBoard: createBoardQuery({ client, tableName: 'orders' }) };
};

const NEWEST_FIRST = ['N-order-3', 'N-order-2', 'N-order-1'];

it('reads unprocessed keys again, and no others', async () => {
  const { reads, readBoard } = aBoard({ incomplete: 2 });
  expect((await readBoard(200)).map(({ number }) => number)).toEqual(NEWEST_FIRST);
  expect(reads.map(({ RequestItems }) => RequestItems?.orders?.Keys?.length)).toEqual([3, 2, 1]);
});

it.each([
  [100, [100]],
  [101, [100, 1]],
])('reads the rows of %i orders in batches of at most 100', async (count, batches) => {
  const { reads, readBoard } = aBoard({ count });
  expect(await readBoard(200)).toHaveLength(count);
  expect(reads.map(({ RequestItems }) => RequestItems?.orders?.Keys?.length)).toEqual(batches);
});

it.each(['Query', 'BatchGetItem'])('names the call if DynamoDB does not answer: %s', async (operation) => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    if (Object(command).constructor.name === `${operation}Command`) throw new Error('socket hang up');
    return { Items: [marshall({ orderId: 'order-1', placedAt: '2026-11-21T09:00:00.000Z' })] };
  };
  const readBoard = createBoardQuery({ client, tableName: 'orders' });
  await expect(readBoard(200)).rejects.toMatchObject({ service: 'dynamodb', operation });
});

it('orders the board by number where the times are the same, so that it keeps its order from one read to the next', async () => {
  const { readBoard } = aBoard();
  expect((await readBoard(200)).map(({ number }) => number)).toEqual(NEWEST_FIRST);
});

it('leaves out an order that is no longer there', async () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) =>
    command instanceof QueryCommand
      ? { Items: [marshall({ orderId: 'order-1', placedAt: '2026-11-21T09:00:00.000Z' })] }
      : {};
  expect(await createBoardQuery({ client, tableName: 'orders' })(200)).toEqual([]);
});

it('is unavailable if DynamoDB leaves orders out three times', async () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const key = { orderId: { S: '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10' } };
  const asked: string[] = [];
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async () => {
        asked.push(String(commandName));
        const answer =
          commandName === 'QueryCommand'
            ? { Items: [{ ...key, placedAt: { S: '2026-11-21T09:00:00.000Z' } }] }
            : { Responses: {}, UnprocessedKeys: { orders: { Keys: [key] } } };
        return { output: { $metadata: {}, ...answer }, response: undefined };
      },
    { step: 'initialize' },
  );
  const reading = createBoardQuery({ client, tableName: 'orders' })(200);
  await expect(reading).rejects.toMatchObject({
    ...{ code: 'unavailable', service: 'dynamodb', operation: 'BatchGetItem' },
    message: 'dynamodb should accept BatchGetItem, got 1 unprocessed keys',
  });
  expect(asked.filter((name) => name === 'BatchGetItemCommand')).toHaveLength(3);
});
