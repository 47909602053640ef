import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pickupNumber } from '../../lambda/order/identity.ts';
import { decodeRecord, type OrderRecord } from '../../lambda/order/record.ts';
import { UnreadableError } from '../../lambda/parsing/stored.ts';
import { Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

/** DynamoDB's limit for one batch read, and how often unprocessed keys are read again. */
const MAX_KEYS = 100;
const MAX_TRIES = 5;

/** Reads the records of orders, consistently and in the given order. An order without a record is left out. */
export const readRecords = async (target: Target, orderIds: readonly string[]): Promise<readonly OrderRecord[]> => {
  const batches: Promise<OrderRecord[]>[] = [];
  for (let at = 0; at < orderIds.length; at += MAX_KEYS)
    batches.push(readBatch(target, orderIds.slice(at, at + MAX_KEYS)));
  const found = new Map((await Promise.all(batches)).flat().map((record) => [record.orderId, record]));
  return orderIds.flatMap((orderId) => found.get(orderId) ?? []);
};

const readBatch = async ({ dynamodb, tableName }: Target, orderIds: readonly string[]): Promise<OrderRecord[]> => {
  const found: OrderRecord[] = [];
  let keys: Record<string, AttributeValue>[] = orderIds.map((orderId) => ({ orderId: { S: orderId } }));
  for (let tries = 0; keys.length > 0; tries++) {
    if (tries === MAX_TRIES)
      throw new Failure('unreachable', `dynamodb should answer BatchGetItem, got ${keys.length} unprocessed keys`);
    const request = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } });
    const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(request);
    found.push(...(Responses[tableName] ?? []).map(readItem));
    keys = UnprocessedKeys[tableName]?.Keys ?? [];
  }
  return found;
};

/** Reads an item of the table. @throws Failure that names the order if another release wrote it */
export const readItem = (item: Record<string, AttributeValue>): OrderRecord => {
  try {
    return decodeRecord(unmarshall(item));
  } catch (cause) {
    if (!(cause instanceof UnreadableError)) throw cause;
    const expected = `the record of ${pickupNumber(item.orderId?.S ?? '')} should be one that this release reads`;
    throw new Failure('no', `${expected}, got a fault at ${cause.places}: use the release that wrote it`, {
      cause,
    });
  }
};
