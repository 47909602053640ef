import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { compileCondition } from './conditions.ts';
import type { Item, Placeholders } from './expressions.ts';
import { compileUpdate } from './updates.ts';

export type DynamoModel = {
  /** Runs a command. Throws what the SDK throws. */
  execute(command: unknown, caller: string): unknown;
  item(orderId: string): Item | undefined;
  /** The orders on record, in the order of their first write. */
  orderIds(): readonly string[];
};

export type DynamoModelDeps = {
  readonly now: () => number;
  /** Milliseconds until the index shows a write. */
  readonly indexLag: () => number;
  /** Milliseconds by which an eventually consistent read lags behind the writes. */
  readonly readLag: () => number;
  readonly onWrite: (write: {
    readonly orderId: string;
    readonly before: Item | undefined;
    readonly after: Item;
    readonly caller: string;
  }) => void;
};

/**
 * DynamoDB, as far as the order store uses it: one table, conditional writes to single items, a sparse index and
 * eventually consistent reads that lag.
 */
export const createDynamoModel = ({ now, indexLag, readLag, onWrite }: DynamoModelDeps): DynamoModel => {
  const items = new Map<string, Item>();
  const index = createBoardIndex(now, indexLag);
  const past = createPast(now);

  const write = (orderId: string, after: Item, caller: string): void => {
    const before = items.get(orderId);
    items.set(orderId, after);
    past.add(orderId, after);
    if (before?.boardKey?.S !== after.boardKey?.S) index.add(orderId, after);
    onWrite({ orderId, before, after, caller });
  };

  const checkCondition = (orderId: string, input: PutItemCommandInput | UpdateItemCommandInput): void => {
    const { ConditionExpression } = input;
    if (!ConditionExpression || compileCondition(ConditionExpression)(items.get(orderId), placeholdersOf(input)))
      return;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  };

  const put = (input: PutItemCommandInput, caller: string) => {
    const orderId = input.Item?.orderId?.S ?? '';
    checkCondition(orderId, input);
    write(orderId, input.Item ?? {}, caller);
    return {};
  };

  const update = (input: UpdateItemCommandInput, caller: string) => {
    const orderId = input.Key?.orderId?.S ?? '';
    checkCondition(orderId, input);
    const before = items.get(orderId) ?? { orderId: { S: orderId } };
    const { item: after, set } = compileUpdate(input.UpdateExpression ?? '')(before, placeholdersOf(input));
    write(orderId, after, caller);
    return returned(input.ReturnValues, after, set);
  };

  const read = (key: Item | undefined, consistent: boolean | undefined): Item | undefined => {
    const orderId = key?.orderId?.S ?? '';
    return consistent ? items.get(orderId) : past.find(orderId, now() - readLag());
  };

  const getBatch = ({ RequestItems = {} }: BatchGetItemCommandInput) => {
    const found = Object.entries(RequestItems).map(([table, { Keys = [], ConsistentRead }]) => [
      table,
      Keys.map((key) => read(key, ConsistentRead)).filter((item) => item !== undefined),
    ]);
    return { Responses: Object.fromEntries(found) };
  };

  return {
    item: (orderId) => items.get(orderId),
    orderIds: () => [...items.keys()],
    execute: (command, caller) => {
      if (command instanceof GetItemCommand) return { Item: read(command.input.Key, command.input.ConsistentRead) };
      if (command instanceof PutItemCommand) return put(command.input, caller);
      if (command instanceof UpdateItemCommand) return update(command.input, caller);
      if (command instanceof QueryCommand) return index.query(command.input);
      if (command instanceof BatchGetItemCommand) return getBatch(command.input);
      throw new Error(`the model of DynamoDB should know the command, got ${Object(command).constructor.name}`);
    },
  };
};

const returned = (asked: UpdateItemCommandInput['ReturnValues'], item: Item, set: Item) => {
  if (asked === 'ALL_NEW') return { Attributes: item };
  return asked === 'UPDATED_NEW' ? { Attributes: set } : {};
};

/** Earlier versions of the items. */
const createPast = (now: () => number) => {
  const versions = new Map<string, { readonly item: Item; readonly since: number }[]>();
  return {
    add: (orderId: string, item: Item): void => {
      versions.set(orderId, [...(versions.get(orderId) ?? []), { item, since: now() }]);
    },
    find: (orderId: string, time: number): Item | undefined =>
      versions.get(orderId)?.findLast(({ since }) => since <= time)?.item,
  };
};

/** The index `board`: it projects keys only, and shows a write after a lag. */
const createBoardIndex = (now: () => number, lag: () => number) => {
  const versions = new Map<string, { readonly item: Item; readonly visibleFrom: number }[]>();
  const visible = (orderId: string): Item | undefined =>
    versions.get(orderId)?.findLast(({ visibleFrom }) => visibleFrom <= now())?.item;
  return {
    add: (orderId: string, item: Item): void => {
      versions.set(orderId, [...(versions.get(orderId) ?? []).slice(-1), { item, visibleFrom: now() + lag() }]);
    },
    query: ({ ExpressionAttributeValues, ScanIndexForward = true, Limit }: QueryCommandInput) => {
      const wanted = ExpressionAttributeValues?.[':boardKey']?.S;
      const found = [...versions.keys()]
        .map(visible)
        .filter((item) => item !== undefined)
        .filter(({ boardKey }) => boardKey?.S === wanted)
        .sort((a, b) => ((a.placedAt?.S ?? '') < (b.placedAt?.S ?? '') === ScanIndexForward ? -1 : 1));
      return {
        Items: found.slice(0, Limit).map(({ orderId, placedAt, boardKey }) => ({ orderId, placedAt, boardKey })),
      };
    },
  };
};

const placeholdersOf = (input: {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Placeholders['values'] | undefined;
}): Placeholders => ({ names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} });
