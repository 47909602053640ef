import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { logName } from '../../lambda/order/identity.ts';
import { boardKeyOf, laneOf } from '../../lambda/order/lane.ts';
import { RECORD_RETENTION_DAYS, type Status } from '../../lambda/order/lifecycle.ts';
import { decodeRecord } from '../../lambda/order/record.ts';
import { isDone, type Step } from './steps.ts';

export type Restoration = {
  readonly dynamodb: DynamoDBClient;
  /** The table that DynamoDB restored. */
  readonly from: string;
  /** The table of the shop. */
  readonly to: string;
  /** The last step of each order, by its name in logs. */
  readonly steps: ReadonlyMap<string, Step>;
};

/** What became of each order. The orders of a list have their pick-up numbers. */
export type Restored = {
  /** Records as they were at the restored time. */
  readonly putBack: readonly string[];
  /** Records with a later step: the order was done after the restored time, so it has no message any more. */
  readonly advanced: readonly string[];
  /** Records that the table of the shop has already, as new or newer. */
  readonly kept: readonly string[];
  /** Orders without a record that are not done. Their messages are on a queue or a dead-letter queue, and bring the records back. */
  readonly waiting: readonly string[];
  /** Orders without a record that are done. Nothing is left of them but these lines. */
  readonly lost: readonly Step[];
};

type Item = Readonly<Record<string, unknown>>;

/**
 * Puts the records of a restored table into the table of the shop. It replaces no record that is as new, and can run again. The
 * baristas must not run: they would make an order that was done or cancelled after the restored time.
 */
export const restoreRecords = async ({ dynamodb, from, to, steps }: Restoration): Promise<Restored> => {
  const recorded = new Set<string>();
  const fates: { readonly fate: 'putBack' | 'advanced' | 'kept'; readonly number: string }[] = [];
  for await (const item of itemsOf(dynamodb, from)) {
    const { orderId, number, version, status } = decodeRecord(item);
    const step = steps.get(logName(orderId));
    const later = step && isDone(step) && step.version > version ? step : undefined;
    const record = onBoard(later ? advance(item, later) : item, orderId, later?.status ?? status);
    const written = await putIfNewer(dynamodb, to, record);
    fates.push({ number, fate: written ? (later ? 'advanced' : 'putBack') : 'kept' });
  }
  for await (const item of itemsOf(dynamodb, to)) recorded.add(logName(decodeRecord(item).orderId));
  const numbersOf = (wanted: string) => fates.filter(({ fate }) => fate === wanted).map(({ number }) => number);
  const unrecorded = [...steps.values()].filter(({ order }) => !recorded.has(order));
  return {
    ...{ putBack: numbersOf('putBack'), advanced: numbersOf('advanced'), kept: numbersOf('kept') },
    waiting: unrecorded.filter((step) => !isDone(step)).map(({ number }) => number),
    lost: unrecorded.filter(isDone),
  };
};

async function* itemsOf(client: DynamoDBClient, TableName: string): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    for (const item of Items) yield unmarshall(item);
}

const RETENTION_SECONDS = RECORD_RETENTION_DAYS * 24 * 60 * 60;

/** The record after a step that ends the work on an order. */
const advance = (item: Item, { status, version, at: updatedAt }: Step): Item => {
  const { lease: _lease, failure: _failure, ...kept } = item;
  const expiresAt = Math.floor(Date.parse(updatedAt) / 1000) + RETENTION_SECONDS;
  return { ...kept, status, version, updatedAt, expiresAt };
};

/** The record in the lane of its status. A table of an earlier release has other keys. */
const onBoard = ({ boardKey: _boardKey, ...item }: Item, orderId: string, status: Status): Item => {
  const lane = laneOf(status);
  return lane ? { ...item, boardKey: boardKeyOf(orderId, lane) } : item;
};

/** Whether the record was written: the table has none of this order, or an older one. */
const putIfNewer = (dynamodb: DynamoDBClient, TableName: string, item: Item): Promise<boolean> => {
  const put = new PutItemCommand({
    TableName,
    Item: marshall(item),
    ConditionExpression: 'attribute_not_exists(orderId) OR version < :version',
    ExpressionAttributeValues: marshall({ ':version': item.version }),
  });
  return dynamodb.send(put).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    },
  );
};
