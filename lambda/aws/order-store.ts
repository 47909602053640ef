import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { boardKeyOf, boardKeys } from '../order/board.ts';
import type { Status } from '../order/lifecycle.ts';
import type { Storable } from '../order/message.ts';
import { type BoardRow, decodeBoardRow, decodeRecord, type OrderRecord } from '../order/record.ts';

/** A barista's hold on an order: `token` is the fencing token, `until` the time in milliseconds since 1970 at which it ends. */
export type Lease = { readonly token: string; readonly until: number };

export type Place = { readonly kind: 'placed' } | { readonly kind: 'present' };

export type Claim =
  | { readonly kind: 'claimed'; readonly record: OrderRecord }
  | { readonly kind: 'refused'; readonly record: OrderRecord | undefined };

export type Finish = { readonly kind: 'finished'; readonly record: OrderRecord } | { readonly kind: 'lease-lost' };
export type Stick = { readonly kind: 'recorded'; readonly record: OrderRecord } | { readonly kind: 'lease-lost' };

/** Whether a customer's step was made; if not, the record says why. */
export type Move =
  | { readonly kind: 'moved'; readonly record: OrderRecord }
  | { readonly kind: 'refused'; readonly record: OrderRecord | undefined };

/** The records of orders. Every change is one conditional write; each method throws what the SDK throws. */
export type OrderStore = {
  /** Puts the `PLACED` record, unless there is one: then that one stays as it is. */
  place(message: Storable): Promise<Place>;
  /** The record, read consistently. */
  read(orderId: string): Promise<OrderRecord | undefined>;
  /**
   * Makes the order this barista's alone until the lease ends.
   *
   * @param unrecorded whether to write the record where the cashier could not, or to refuse the claim
   */
  claim(message: Storable, lease: Lease, options: { readonly unrecorded: 'write' | 'refuse' }): Promise<Claim>;
  /** Records the order as `READY`, if the lease is still the one that holds it. */
  finish(orderId: string, token: string): Promise<Finish>;
  /** Records the order as `PLACED` again, if the lease holds it; the claim counts as an attempt only where it was one. */
  giveBack(orderId: string, token: string, options: { readonly attempted: boolean }): Promise<void>;
  /** Records the order as `STUCK`, if the lease holds it. */
  stick(orderId: string, token: string, failure: NonNullable<OrderRecord['failure']>): Promise<Stick>;
  /** Records the order as `CANCELLED`, if nobody has begun it. */
  cancel(orderId: string): Promise<Move>;
  /** Records the order as `COLLECTED`, if it is `READY`. */
  collect(orderId: string): Promise<Move>;
  /** Notes the version that the customer was last mailed of. No transition; an order that is gone needs no note. */
  noteMailed(orderId: string, version: number): Promise<void>;
  /** The newest orders on the board, newest first. */
  board(most: number): Promise<BoardRow[]>;
};

export type OrderStoreDeps = {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: () => number;
};

const SIXTY_DAYS_IN_SECONDS = 60 * 24 * 60 * 60;
const BATCH_GET_MOST = 100;
const BATCH_GET_TRIES = 3;

/** Sorted by time, and then by name, so that what came at once does not change places from one look to the next. */
const newestFirst = <T extends { readonly placedAt: string }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): T[] => {
  const key = (item: T): string => item.placedAt + nameOf(item);
  return [...items].sort((a, b) => (key(a) < key(b) ? 1 : -1));
};

const refusedByCondition = (error: unknown): undefined => {
  if (error instanceof ConditionalCheckFailedException) return undefined;
  throw error;
};

// Nested parentheses would say this shorter; a flat condition is the one that every engine reads fast. Once the cashier's or
// an earlier claim's record is there, it is claimed only for the same request, and under a lease only once that has ended.
const CLAIMABLE =
  'requestHash = :requestHash AND #status = :placed' +
  ' OR requestHash = :requestHash AND #status = :preparing AND lease.#until < :now';
const CLAIMABLE_OR_UNRECORDED = `attribute_not_exists(orderId) OR ${CLAIMABLE}`;
const CLAIMABLE_STUCK = 'requestHash = :requestHash AND #status = :stuck';

// What never changes stays as it was first written, so that two messages of one order agree on it.
const CLAIM =
  'SET #status = :preparing, lease = :lease, updatedAt = :updatedAt, requestHash = :requestHash, boardKey = :boardKey,' +
  ' version = if_not_exists(version, :zero) + :one, placedAt = if_not_exists(placedAt, :placedAt)';
const COUNTED = ', attempts = if_not_exists(attempts, :zero) + :one';
const COUNTED_AFRESH = ', attempts = :one';

// Flat, as above: what has been mailed before is on record.
const UNMAILED = 'attribute_exists(orderId) AND attribute_not_exists(mailed) OR mailed < :version';

const MINE = '#status = :preparing AND lease.#token = :token';
const STEP = 'SET #status = :status, updatedAt = :updatedAt, version = version + :one';

export const createOrderStore = ({ client, tableName, now }: OrderStoreDeps): OrderStore => {
  const time = (): string => new Date(now()).toISOString();
  const keyOf = (orderId: string) => ({ orderId: { S: orderId } });

  const read: OrderStore['read'] = async (orderId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(orderId), ConsistentRead: true }),
    );
    return Item && decodeRecord(unmarshall(Item));
  };

  const place: OrderStore['place'] = async ({ orderId, placedAt, requestHash, order }) => {
    const boardKey = boardKeyOf(orderId);
    const item = { ...order, orderId, placedAt, requestHash, boardKey, status: 'PLACED', version: 1, attempts: 0 };
    const put = new PutItemCommand({
      TableName: tableName,
      Item: marshall({ ...item, updatedAt: placedAt }),
      ConditionExpression: 'attribute_not_exists(orderId)',
    });
    return (await client.send(put).catch(refusedByCondition)) ? { kind: 'placed' } : { kind: 'present' };
  };

  const claimWhere = async (
    { orderId, placedAt, requestHash, order }: Storable,
    lease: Lease,
    { condition, counted }: { readonly condition: string; readonly counted: string },
  ): Promise<OrderRecord | undefined> => {
    const fields = Object.entries(order).map(([name, value], n) => ({ name, value, n }));
    const values = {
      ':placed': 'PLACED',
      ':stuck': 'STUCK',
      ':preparing': 'PREPARING',
      ':requestHash': requestHash,
      ':now': now(),
      ':lease': lease,
      ':updatedAt': time(),
      ':zero': 0,
      ':one': 1,
      ':boardKey': boardKeyOf(orderId),
      ':placedAt': placedAt,
      ...Object.fromEntries(fields.map(({ value, n }) => [`:f${n}`, value])),
    };
    const names = {
      '#status': 'status',
      '#until': 'until',
      ...Object.fromEntries(fields.map(({ name, n }) => [`#f${n}`, name])),
    };
    const set = CLAIM + counted + fields.map(({ n }) => `, #f${n} = if_not_exists(#f${n}, :f${n})`).join('');
    const placeholders = new Set(`${condition} ${set}`.match(/[:#]\w+/g)); // DynamoDB refuses what is given and not used
    const used = ([name]: readonly [string, unknown]): boolean => placeholders.has(name);
    const update = new UpdateItemCommand({
      TableName: tableName,
      Key: keyOf(orderId),
      ConditionExpression: condition,
      UpdateExpression: `${set} REMOVE failure, expiresAt`,
      ExpressionAttributeNames: Object.fromEntries(Object.entries(names).filter(used)),
      ExpressionAttributeValues: marshall(Object.fromEntries(Object.entries(values).filter(used))),
      ReturnValues: 'ALL_NEW',
    });
    const answer = await client.send(update).catch(refusedByCondition);
    return answer?.Attributes && decodeRecord(unmarshall(answer.Attributes));
  };

  const claim: OrderStore['claim'] = async (message, lease, { unrecorded }) => {
    const condition = unrecorded === 'write' ? CLAIMABLE_OR_UNRECORDED : CLAIMABLE;
    const claimed = await claimWhere(message, lease, { condition, counted: COUNTED });
    if (claimed) return { kind: 'claimed', record: claimed };
    const record = await read(message.orderId);
    // The SDK tries again when an answer is lost; the second try is then refused by what the first one wrote.
    if (record?.lease?.token === lease.token) return { kind: 'claimed', record };
    if (record?.status !== 'STUCK' || record.requestHash !== message.requestHash) return { kind: 'refused', record };
    const unstuck = await claimWhere(message, lease, { condition: CLAIMABLE_STUCK, counted: COUNTED_AFRESH });
    return unstuck ? { kind: 'claimed', record: unstuck } : { kind: 'refused', record };
  };

  /** A step that only the holder of the lease may make. */
  const step = async (
    orderId: string,
    token: string,
    status: Status,
    { also, remove, values }: { readonly also: string; readonly remove: string; readonly values: object },
  ): Promise<OrderRecord | undefined> => {
    const update = new UpdateItemCommand({
      TableName: tableName,
      Key: keyOf(orderId),
      ConditionExpression: MINE,
      UpdateExpression: `${STEP}${also} REMOVE ${remove}`,
      ExpressionAttributeNames: { '#status': 'status', '#token': 'token' },
      ExpressionAttributeValues: marshall({
        ':preparing': 'PREPARING',
        ':status': status,
        ':token': token,
        ':updatedAt': time(),
        ':one': 1,
        ...values,
      }),
      ReturnValues: 'ALL_NEW',
    });
    const answer = await client.send(update).catch(refusedByCondition);
    return answer?.Attributes && decodeRecord(unmarshall(answer.Attributes));
  };

  const doneAt = () => ({ ':expiresAt': Math.floor(now() / 1000) + SIXTY_DAYS_IN_SECONDS });

  const finish: OrderStore['finish'] = async (orderId, token) => {
    const also = ', expiresAt = :expiresAt';
    const record = await step(orderId, token, 'READY', { also, remove: 'lease', values: doneAt() });
    return record ? { kind: 'finished', record } : { kind: 'lease-lost' };
  };

  const giveBack: OrderStore['giveBack'] = async (orderId, token, { attempted }) => {
    const values = { ':uncounted': attempted ? 0 : 1 };
    await step(orderId, token, 'PLACED', { also: ', attempts = attempts - :uncounted', remove: 'lease', values });
  };

  const stick: OrderStore['stick'] = async (orderId, token, failure) => {
    const also = ', failure = :failure, expiresAt = :expiresAt';
    const values = { ':failure': failure, ...doneAt() };
    const record = await step(orderId, token, 'STUCK', { also, remove: 'lease, boardKey', values });
    return record ? { kind: 'recorded', record } : { kind: 'lease-lost' };
  };

  /** A step of the customer's, off the board. */
  const move = async (orderId: string, from: readonly Status[], to: Status): Promise<Move> => {
    const origins = Object.fromEntries(from.map((status, n) => [`:from${n}`, status]));
    const update = new UpdateItemCommand({
      TableName: tableName,
      Key: keyOf(orderId),
      ConditionExpression: `#status IN (${Object.keys(origins).join(', ')})`,
      UpdateExpression: `${STEP}, expiresAt = :expiresAt REMOVE boardKey, failure`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ...origins, ...doneAt(), ':status': to, ':updatedAt': time(), ':one': 1 }),
      ReturnValues: 'ALL_NEW',
    });
    const answer = await client.send(update).catch(refusedByCondition);
    if (answer?.Attributes) return { kind: 'moved', record: decodeRecord(unmarshall(answer.Attributes)) };
    return { kind: 'refused', record: await read(orderId) };
  };

  const cancel: OrderStore['cancel'] = (orderId) => move(orderId, ['PLACED', 'STUCK'], 'CANCELLED');
  const collect: OrderStore['collect'] = (orderId) => move(orderId, ['READY'], 'COLLECTED');

  const noteMailed: OrderStore['noteMailed'] = async (orderId, version) => {
    const update = new UpdateItemCommand({
      TableName: tableName,
      Key: keyOf(orderId),
      ConditionExpression: UNMAILED,
      UpdateExpression: 'SET mailed = :version',
      ExpressionAttributeValues: marshall({ ':version': version }),
    });
    await client.send(update).catch(refusedByCondition);
  };

  const newestOf = async (boardKey: string, most: number): Promise<{ orderId: string; placedAt: string }[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'board',
        KeyConditionExpression: 'boardKey = :boardKey',
        ExpressionAttributeValues: { ':boardKey': { S: boardKey } },
        ScanIndexForward: false,
        Limit: most,
      }),
    );
    return Items.map((item) => ({ orderId: item.orderId?.S ?? '', placedAt: item.placedAt?.S ?? '' }));
  };

  const rowsOf = async (orderIds: readonly string[], tries = BATCH_GET_TRIES): Promise<BoardRow[]> => {
    if (orderIds.length === 0) return [];
    if (tries === 0) throw new Error(`DynamoDB should read all of the board, and left ${orderIds.length} orders out`);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [tableName]: {
            Keys: orderIds.map(keyOf),
            ProjectionExpression: '#number, customer.#name, #status, placedAt, updatedAt',
            ExpressionAttributeNames: { '#number': 'number', '#name': 'name', '#status': 'status' },
          },
        },
      }),
    );
    const rows = (Responses[tableName] ?? []).map((item) => decodeBoardRow(unmarshall(item)));
    const left = (UnprocessedKeys[tableName]?.Keys ?? []).map(({ orderId }) => orderId?.S ?? '');
    return [...rows, ...(await rowsOf(left, tries - 1))];
  };

  const board: OrderStore['board'] = async (most) => {
    const shards = await Promise.all(boardKeys.map((boardKey) => newestOf(boardKey, most)));
    const newest = newestFirst(shards.flat(), ({ orderId }) => orderId).slice(0, most);
    const chunks: string[][] = [];
    for (let at = 0; at < newest.length; at += BATCH_GET_MOST)
      chunks.push(newest.slice(at, at + BATCH_GET_MOST).map(({ orderId }) => orderId));
    const rows = await Promise.all(chunks.map((orderIds) => rowsOf(orderIds)));
    return newestFirst(rows.flat(), ({ number }) => number);
  };

  return { place, read, claim, finish, giveBack, stick, cancel, collect, noteMailed, board };
};
