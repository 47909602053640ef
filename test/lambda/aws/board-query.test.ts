import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createBoardQuery } from '../../../lambda/aws/board-query.ts';
import type { Lane } from '../../../lambda/order/lane.ts';
import { describeBoard } from '../../support/board-query-suite.ts';
import { startDynamo } from '../../support/dynamo.ts';

describe('the board query on the embedded DynamoDB', () => describeBoard(startDynamo));

type Entry = { readonly orderId: string; readonly placedAt: string };
type Fake = {
  /** The entries of the first partition of each lane, oldest first. */
  readonly index?: Partial<Record<Lane, readonly Entry[]>>;
  /** The status of an order on record. Nothing: it has no record. */
  readonly statusOf?: (orderId: string) => string | undefined;
  /** Leaves all keys but this many unprocessed in one batch read. */
  readonly processes?: (read: number) => number;
  /** Throws for a call that fails. */
  readonly check?: (operation: 'Query' | 'BatchGetItem', lane: string, keys: readonly string[]) => void;
};

/** The board over a fake DynamoDB, with the keys of each batch read and the limits of the queries. */
const aBoard = ({ index = {}, statusOf = () => 'PLACED', processes = () => 100, check = () => undefined }: Fake) => {
  const reads: string[][] = [];
  const limits: (number | undefined)[] = [];
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const query = ({ input }: QueryCommand) => {
    const [lane = '', shard] = input.ExpressionAttributeValues?.[':boardKey']?.S?.split('#') ?? [];
    check('Query', lane, []);
    limits.push(input.Limit);
    const entries = shard === '0' ? (Object.entries(index).find(([name]) => name === lane)?.[1] ?? []) : [];
    const inOrder = input.ScanIndexForward ? entries : entries.toReversed();
    return { Items: inOrder.slice(0, input.Limit).map((entry) => marshall(entry)) };
  };
  const placedAtOf = (orderId: string) =>
    Object.values(index)
      .flat()
      .find((entry) => entry.orderId === orderId)?.placedAt;
  const readBatch = ({ input }: BatchGetItemCommand) => {
    const keys = (input.RequestItems?.orders?.Keys ?? []).map(({ orderId }) => orderId?.S ?? '');
    check('BatchGetItem', '', keys);
    reads.push(keys);
    const done = keys.slice(0, processes(reads.length));
    const rows = done.flatMap((orderId) => {
      const status = statusOf(orderId);
      return status
        ? [{ number: `N-${orderId}`, customer: { name: 'Ada' }, status, placedAt: placedAtOf(orderId) }]
        : [];
    });
    const left = keys.slice(done.length).map((orderId) => ({ orderId: { S: orderId } }));
    const UnprocessedKeys = left.length > 0 ? { orders: { Keys: left } } : {};
    return { Responses: { orders: rows.map((row) => marshall(row)) }, UnprocessedKeys };
  };
  client.send = async (command: unknown) => {
    if (command instanceof QueryCommand) return query(command);
    if (command instanceof BatchGetItemCommand) return readBatch(command);
    throw new Error('the board should be read');
  };
  return { reads, limits, readBoard: createBoardQuery({ client, tableName: 'orders' }) };
};

const second = (n: number) => new Date(Date.parse('2026-11-21T09:00:00.000Z') + n * 1000).toISOString();
const orders = (count: number, prefix = 'order'): readonly Entry[] =>
  Array.from({ length: count }, (_, n) => ({ orderId: `${prefix}-${n + 1}`, placedAt: second(n) }));

/** The numbers in each lane, and its total. */
const laneIn = (read: Awaited<ReturnType<ReturnType<typeof createBoardQuery>>>, lane: Lane) => {
  const result = read[lane];
  if (result.status === 'rejected') return result.reason;
  return { total: result.value.total, numbers: result.value.rows.map(({ number }) => number) };
};

it('reads unprocessed keys again, and no others', async () => {
  const { reads, readBoard } = aBoard({ index: { waiting: orders(3) }, processes: (read) => (read <= 2 ? 1 : 100) });
  expect(laneIn(await readBoard(), 'waiting').numbers).toEqual(['N-order-1', 'N-order-2', 'N-order-3']);
  expect(reads.map(({ length }) => length)).toEqual([3, 2, 1]);
});

it.each([
  [100, [100]],
  [101, [100, 1]],
])('reads the rows of %i orders in batches of at most 100', async (count, batches) => {
  const { reads, readBoard } = aBoard({ index: { waiting: orders(count) } });
  expect(laneIn(await readBoard(), 'waiting')).toMatchObject({ total: count });
  expect(reads.map(({ length }) => length)).toEqual(batches);
});

it('orders a lane by number where the times are the same, so that it keeps its order from one read to the next', async () => {
  const same = orders(3).map((entry) => ({ ...entry, placedAt: second(0) }));
  const { readBoard } = aBoard({ index: { waiting: same.toReversed() } });
  expect(laneIn(await readBoard(), 'waiting').numbers).toEqual(['N-order-1', 'N-order-2', 'N-order-3']);
});

it('leaves out an order that is no longer there, and does not count it', async () => {
  const { readBoard } = aBoard({
    index: { stuck: orders(2) },
    statusOf: (orderId) => (orderId === 'order-1' ? undefined : 'STUCK'),
  });
  expect(laneIn(await readBoard(), 'stuck')).toEqual({ total: 1, numbers: ['N-order-2'] });
});

it('shows an order in the lane of its record, if the index still has it in another lane', async () => {
  const { readBoard } = aBoard({
    index: { waiting: orders(2) },
    statusOf: (orderId) => (orderId === 'order-1' ? 'READY' : 'PLACED'),
  });
  const read = await readBoard();
  expect(laneIn(read, 'waiting')).toEqual({ total: 1, numbers: ['N-order-2'] });
  expect(laneIn(read, 'ready')).toEqual({ total: 1, numbers: ['N-order-1'] });
});

it('reads and shows an order once, if the index has it in two lanes', async () => {
  const { reads, readBoard } = aBoard({ index: { waiting: orders(1), ready: orders(1) }, statusOf: () => 'READY' });
  const read = await readBoard();
  expect(laneIn(read, 'waiting')).toEqual({ total: 0, numbers: [] });
  expect(laneIn(read, 'ready')).toEqual({ total: 1, numbers: ['N-order-1'] });
  expect(reads).toEqual([['order-1']]);
});

it('leaves out an order that has left the board', async () => {
  const { readBoard } = aBoard({ index: { ready: orders(1) }, statusOf: () => 'COLLECTED' });
  expect(laneIn(await readBoard(), 'ready')).toEqual({ total: 0, numbers: [] });
});

it('counts a lane to 1,000, and finds its oldest order beyond them', async () => {
  const { readBoard, limits } = aBoard({ index: { ready: orders(1001) }, statusOf: () => 'READY' });
  const read = await readBoard();
  expect(read.ready).toMatchObject({ value: { total: 1000, oldestAt: second(0) } });
  expect(laneIn(read, 'ready').numbers[0]).toBe('N-order-1001');
  expect(limits.filter((limit) => limit === 1)).toHaveLength(4);
});

it('counts 999 orders as 999, without a further query', async () => {
  const { readBoard, limits } = aBoard({ index: { ready: orders(999) }, statusOf: () => 'READY' });
  const { ready } = await readBoard();
  expect(ready).toMatchObject({ value: { total: 999, oldestAt: second(0) } });
  expect(limits).toEqual(Array(12).fill(1000));
});

describe('a lane that cannot be read', () => {
  const index = { waiting: orders(1, 'w'), ready: orders(1, 'r'), stuck: orders(1, 's') };
  const statusOf = (orderId: string) => ({ w: 'PLACED', r: 'READY', s: 'STUCK' })[orderId.charAt(0)];
  const hangsUp = (): never => {
    throw new Error('socket hang up');
  };

  it.each(['waiting', 'ready', 'stuck'] as const)('does not hide the others: %s', async (lane) => {
    const { readBoard } = aBoard({ index, statusOf, check: (_operation, asked) => asked === lane && hangsUp() });
    const read = await readBoard();
    expect(laneIn(read, lane)).toMatchObject({ code: 'unavailable', service: 'dynamodb', operation: 'Query' });
    for (const other of ['waiting', 'ready', 'stuck'] as const)
      if (other !== lane) expect(laneIn(read, other)).toMatchObject({ total: 1 });
  });

  it('does not hide the others if its rows cannot be read', async () => {
    const { readBoard } = aBoard({
      index,
      statusOf,
      check: (_operation, _lane, keys) => keys.includes('s-1') && hangsUp(),
    });
    const read = await readBoard();
    expect(laneIn(read, 'stuck')).toMatchObject({ service: 'dynamodb', operation: 'BatchGetItem' });
    expect(laneIn(read, 'waiting')).toEqual({ total: 1, numbers: ['N-w-1'] });
    expect(laneIn(read, 'ready')).toEqual({ total: 1, numbers: ['N-r-1'] });
  });

  it('is unavailable if DynamoDB leaves its orders out three times', async () => {
    const { reads, readBoard } = aBoard({ index: { ready: index.ready }, processes: () => 0 });
    expect(laneIn(await readBoard(), 'ready')).toMatchObject({
      ...{ code: 'unavailable', service: 'dynamodb', operation: 'BatchGetItem' },
      message: 'dynamodb should accept BatchGetItem, got 1 unprocessed keys',
    });
    expect(reads).toEqual([['r-1'], ['r-1'], ['r-1']]);
  });
});
