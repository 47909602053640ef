import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createOrderStore, type OrderStore } from '../../../lambda/aws/order-store.ts';
import { startDynamo } from '../../support/dynamo.ts';
import { describeOrderStore } from '../../support/order-store-suite.ts';
import { aMessage, aRecord } from '../../support/orders.ts';
import { describeTransitions } from '../../support/transitions-suite.ts';

describe('the order store on the embedded DynamoDB', () => {
  describeOrderStore(startDynamo);
  describeTransitions(startDynamo);
});

it('reads a record consistently', async () => {
  const inputs: unknown[] = [];
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    inputs.push(Reflect.get(Object(command), 'input'));
    return {};
  };
  const store = createOrderStore({ client, tableName: 'orders', now: Date.now });
  expect(await store.read('order-1')).toBeUndefined();
  expect(inputs).toEqual([{ TableName: 'orders', Key: { orderId: { S: 'order-1' } }, ConsistentRead: true }]);
});

it.each<[string, (store: OrderStore) => Promise<unknown>]>([
  ['PutItem', (store) => store.place(aMessage())],
  ['GetItem', (store) => store.read('order-1')],
  ['UpdateItem', (store) => store.collect('order-1')],
])('names the call if DynamoDB does not answer: %s', async (operation, call) => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(new Error('socket hang up'));
  const store = createOrderStore({ client, tableName: 'orders', now: Date.now });
  await expect(call(store)).rejects.toMatchObject({ code: 'unavailable', service: 'dynamodb', operation });
});

it('refuses the claim of a STUCK order that another barista claims first', async () => {
  const stuck = aRecord({ status: 'STUCK' });
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    if (command instanceof GetItemCommand) return { Item: marshall(stuck) };
    throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
  };
  const store = createOrderStore({ client, tableName: 'orders', now: Date.now });
  const claim = await store.claim(stuck, { token: 'token', until: Date.now() + 1000 });
  expect(claim).toEqual({ kind: 'refused', order: stuck });
});

it('claims a STUCK order only at the version that it has read, so that a late claim hides no later quarantine', async () => {
  const stuck = aRecord({ status: 'STUCK', version: 5 });
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const inputs: UpdateItemCommand['input'][] = [];
  client.send = async (command: unknown) => {
    if (command instanceof GetItemCommand) return { Item: marshall(stuck) };
    if (command instanceof UpdateItemCommand) inputs.push(command.input);
    throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
  };
  const store = createOrderStore({ client, tableName: 'orders', now: Date.now });
  await store.claim(stuck, { token: 'token', until: Date.now() + 1000 });
  expect(inputs).toHaveLength(2);
  expect(inputs[1]).toMatchObject({
    ConditionExpression: 'requestHash = :requestHash AND #status = :stuck AND version = :seen',
    ExpressionAttributeValues: { ':stuck': { S: 'STUCK' }, ':seen': { N: '5' } },
  });
});

it('answers whether an order was placed or was present before', async () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const store = createOrderStore({ client, tableName: 'orders', now: Date.now });
  client.send = async () => ({});
  expect(await store.place(aMessage())).toEqual({ kind: 'placed' });
  client.send = async () => Promise.reject(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
  expect(await store.place(aMessage())).toEqual({ kind: 'present' });
});
