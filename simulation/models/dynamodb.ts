import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { condition, type Item, type Placeholders, update } from './expressions.ts';

export type DynamoModel = {
  /** Carries a command out. Throws what the SDK throws. */
  execute(command: unknown, caller: string): unknown;
  /** The item, for whoever checks it. */
  item(orderId: string): Item | undefined;
};

export type DynamoModelDeps = {
  readonly now: () => number;
  /** Milliseconds until a write is seen in the index. */
  readonly indexLag: () => number;
  readonly onWrite: (write: {
    readonly orderId: string;
    readonly before: Item | undefined;
    readonly after: Item;
    readonly caller: string;
  }) => void;
};

type Indexed = { readonly item: Item; readonly seenFrom: number };

const refuse = (): never => {
  throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
};

const placeholdersOf = (input: {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Placeholders['values'] | undefined;
}): Placeholders => ({ names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} });

/** DynamoDB as far as the order store uses it: one table, single-item conditional writes, a sparse index that lags. */
export const createDynamoModel = ({ now, indexLag, onWrite }: DynamoModelDeps): DynamoModel => {
  const items = new Map<string, Item>();
  const index = new Map<string, Indexed[]>();

  const write = (orderId: string, after: Item, caller: string): void => {
    const before = items.get(orderId);
    items.set(orderId, after);
    if (before?.boardKey !== after.boardKey)
      index.set(orderId, [...(index.get(orderId) ?? []).slice(-1), { item: after, seenFrom: now() + indexLag() }]);
    onWrite({ orderId, before, after, caller });
  };

  const check = (orderId: string, input: PutItemCommandInput | UpdateItemCommandInput): void => {
    if (!input.ConditionExpression) return;
    if (!condition(input.ConditionExpression)(items.get(orderId), placeholdersOf(input))) refuse();
  };

  const put = (input: PutItemCommandInput, caller: string) => {
    const orderId = input.Item?.orderId?.S ?? '';
    check(orderId, input);
    write(orderId, input.Item ?? {}, caller);
    return {};
  };

  const change = (input: UpdateItemCommandInput, caller: string) => {
    const orderId = input.Key?.orderId?.S ?? '';
    check(orderId, input);
    const before = items.get(orderId) ?? { orderId: { S: orderId } };
    const after = update(input.UpdateExpression ?? '')(before, placeholdersOf(input));
    write(orderId, after, caller);
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: after } : {};
  };

  const indexed = (orderId: string): Item | undefined =>
    index.get(orderId)?.findLast(({ seenFrom }) => seenFrom <= now())?.item;

  const query = (input: QueryCommandInput) => {
    const wanted = input.ExpressionAttributeValues?.[':boardKey']?.S;
    const found = [...index.keys()]
      .map(indexed)
      .filter((item) => item !== undefined)
      .filter(({ boardKey }) => boardKey?.S === wanted)
      .sort((a, b) => ((a.placedAt?.S ?? '') < (b.placedAt?.S ?? '') ? 1 : -1));
    return {
      Items: found.slice(0, input.Limit).map(({ orderId, placedAt, boardKey }) => ({ orderId, placedAt, boardKey })),
    };
  };

  return {
    item: (orderId) => items.get(orderId),
    execute: (command, caller) => {
      if (command instanceof GetItemCommand) return { Item: items.get(command.input.Key?.orderId?.S ?? '') };
      if (command instanceof PutItemCommand) return put(command.input, caller);
      if (command instanceof UpdateItemCommand) return change(command.input, caller);
      if (command instanceof QueryCommand) return query(command.input);
      if (command instanceof BatchGetItemCommand) {
        const asked = Object.entries(command.input.RequestItems ?? {});
        const found = asked.map(([table, { Keys = [] }]) => [
          table,
          Keys.map((key) => items.get(key.orderId?.S ?? '')).filter((item) => item !== undefined),
        ]);
        return { Responses: Object.fromEntries(found) };
      }
      throw new Error(`the model of DynamoDB should know the command, got ${Object(command).constructor.name}`);
    },
  };
};
