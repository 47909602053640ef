import { BatchGetItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoModel } from '../models/dynamodb.ts';

const KEY = { orderId: { S: 'a' } };

/** A table with one record, which was PLACED at 1,000 ms and READY at 2,000 ms. Eventual reads lag by this many milliseconds. */
const createTable = (lag: number) => {
  let now = 1000;
  const table = createDynamoModel({ now: () => now, indexLag: () => 0, readLag: () => lag, onWrite: () => undefined });
  const put = (status: string) =>
    table.execute(new PutItemCommand({ TableName: 'orders', Item: { ...KEY, status: { S: status } } }), 'test');
  put('PLACED');
  now = 2000;
  put('READY');
  return table;
};

const get = (lag: number, ConsistentRead?: boolean) => {
  const command = new GetItemCommand({ TableName: 'orders', Key: KEY, ...(ConsistentRead ? { ConsistentRead } : {}) });
  return createTable(lag).execute(command, 'test');
};

it('answers a consistent read with the last write', () => {
  expect(get(5000, true)).toMatchObject({ Item: { status: { S: 'READY' } } });
});

it.each([
  [0, { Item: { status: { S: 'READY' } } }],
  [1, { Item: { status: { S: 'PLACED' } } }],
  [1001, { Item: undefined }],
])('answers any other read with the item of %i ms ago', (lag, answer) => {
  expect(get(lag)).toMatchObject(answer);
});

it('reads a batch eventually too', () => {
  const command = new BatchGetItemCommand({ RequestItems: { orders: { Keys: [KEY] } } });
  expect(createTable(1).execute(command, 'test')).toEqual({
    Responses: { orders: [{ ...KEY, status: { S: 'PLACED' } }] },
  });
});
