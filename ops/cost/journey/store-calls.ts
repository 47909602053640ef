import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { World } from './clients.ts';
import type { Item } from './store.ts';
import { indexWrites, readUnits, sizeOf, writeUnits } from './units.ts';

type Send<Input, Output> = (input: Input) => Promise<Output>;
type Middleware = <I, O>(next: Send<I, O>, context: { readonly commandName?: string }) => Send<I, O>;

const keySchema = v.object({ orderId: v.object({ S: v.string() }) });
const argumentsSchema = v.object({ input: v.object({ Key: v.optional(keySchema), Item: v.optional(keySchema) }) });

/** Counts the units of each call of a client to the store, and what it writes. */
export const observeStore = (client: DynamoDBClient, world: World): DynamoDBClient => {
  const { store, gate, onCall } = world;
  const count: Middleware =
    (next, { commandName = '' }) =>
    (args) => {
      const operation = commandName.replace(/Command$/, '');
      onCall(`dynamodb ${operation}`);
      return gate.pass(async () => {
        const { Key, Item } = v.parse(argumentsSchema, args).input;
        const key = { orderId: { S: (Key ?? Item)?.orderId.S ?? '' } };
        const before = await store.peek(key);
        const answer = await settle(next(args));
        observe(world, operation, before, await store.peek(key));
        return answer();
      });
    };
  client.middlewareStack.add(count, { step: 'initialize' });
  return client;
};

/** Waits for an answer or an error, which the returned function gives. */
const settle = async <Value>(promise: Promise<Value>): Promise<() => Value> => {
  const [result] = await Promise.allSettled([promise]);
  return () => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  };
};

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

const observe = (world: World, operation: string, before: Item | undefined, after: Item | undefined): void => {
  if (operation === 'GetItem') {
    world.observe('read of the record', 'table-read', readUnits(sizeOf(after ?? {})));
    return;
  }
  if (!WRITES.includes(operation))
    throw new Error(`a journey should call GetItem, ${WRITES.join(', ')}, got ${operation}`);
  const change = changeOf(before, after);
  world.observe(change, 'table-write', writeUnits(before, after));
  const writes = indexWrites(before, after);
  if (writes > 0) world.observe(change, 'index-write', writes);
};

/** What a write changed, such as `record READY` or `attribute mailed`. */
const changeOf = (before: Item | undefined, after: Item | undefined): string => {
  if (after?.status?.S !== before?.status?.S) return `record ${after?.status?.S}`;
  const names = Object.keys({ ...before, ...after });
  const changed = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
  return changed.length === 0 ? 'refused write' : `attribute ${changed.join(', ')}`;
};
