import { type Batch, createBoardIndex } from './board.ts';
import { compileCondition } from './conditions.ts';
import type { Item, Placeholders } from './expressions.ts';
import { readUnits, writeUnits } from './units.ts';
import { compileUpdate } from './updates.ts';

/** The answer to one call: an HTTP status, and a body in JSON. */
export type Answer = { readonly status: number; readonly body: unknown };

type Input = {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Placeholders['names'];
  readonly ExpressionAttributeValues?: Placeholders['values'];
  readonly ReturnValues?: 'NONE' | 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW';
  readonly ReturnValuesOnConditionCheckFailure?: 'NONE' | 'ALL_OLD';
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
  readonly Select?: string;
  readonly RequestItems?: NonNullable<Batch['RequestItems']>;
};

export type Write = { readonly table: string; readonly before: Item | undefined; readonly after: Item | undefined };

/** A small DynamoDB: tables with one key attribute, and conditional writes to single items. */
export const createDynamoDb = (keys: Readonly<Record<string, string>>, onWrite: (write: Write) => void) => {
  const tables = new Map<string, Map<string, Item>>();
  const units = { read: 0, write: 0 };

  const keyOf = ({ TableName, Key, Item }: Input): string => {
    const name = keys[TableName];
    if (name === undefined)
      throw new Error(`TableName should be ${Object.keys(keys).join(' or ')}, got '${TableName}'`);
    return (Key ?? Item)?.[name]?.S ?? '';
  };
  const tableOf = ({ TableName }: Input): Map<string, Item> => {
    const table = tables.get(TableName) ?? new Map<string, Item>();
    tables.set(TableName, table);
    return table;
  };
  const write = (input: Input, after: Item | undefined): void => {
    const [table, key] = [tableOf(input), keyOf(input)];
    units.write += writeUnits(table.get(key), after);
    onWrite({ table: input.TableName, before: table.get(key), after });
    if (after) table.set(key, after);
    else table.delete(key);
  };
  const read = (input: Input): Item | undefined => tableOf(input).get(keyOf(input));

  const operations: Readonly<Record<string, (input: Input, before: Item | undefined) => unknown>> = {
    GetItem: ({ ConsistentRead = false }, before) => {
      units.read += readUnits(before ? [before] : [], ConsistentRead);
      return before ? { Item: before } : {};
    },
    PutItem: (input, before) => {
      write(input, input.Item);
      return input.ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {};
    },
    DeleteItem: (input) => {
      write(input, undefined);
      return {};
    },
    UpdateItem: (input, before) => {
      const { item, names } = compileUpdate(input.UpdateExpression ?? '')(
        before ?? input.Key ?? {},
        placeholdersOf(input),
      );
      write(input, item);
      return returned(input, before, item, names);
    },
  };

  const callBoard = (operation: 'Query' | 'BatchGetItem', input: Input): unknown => {
    if (!board) throw new Error(`the board should be filled before ${operation}, got no board`);
    return operation === 'Query' ? board.Query(input) : board.BatchGetItem(input);
  };

  let board: ReturnType<typeof createBoardIndex> | undefined;

  return {
    /** Puts this many orders like the sample into each partition of the index. */
    fillBoard: (onBoard: number, sample: Item): void => {
      board = createBoardIndex(onBoard, sample, units);
    },
    /** Answers a call. @throws Error if this store does not know it */
    call: (operation: string, input: Input): Answer => {
      if (operation === 'Query' || operation === 'BatchGetItem')
        return { status: 200, body: callBoard(operation, input) };
      const run = operations[operation];
      if (!run) throw new Error(`DynamoDB should know ${Object.keys(operations).join(', ')}, got '${operation}'`);
      const before = read(input);
      const { ConditionExpression: text } = input;
      if (text && !compileCondition(text)(before, placeholdersOf(input))) return refusal(input, before);
      return { status: 200, body: run(input, before) };
    },
    units,
    item: (table: string, key: string): Item | undefined => tables.get(table)?.get(key),
    clear: (): void => {
      tables.clear();
      Object.assign(units, { read: 0, write: 0 });
    },
  };
};

const placeholdersOf = (input: Input): Placeholders => ({
  names: input.ExpressionAttributeNames ?? {},
  values: input.ExpressionAttributeValues ?? {},
});

const refusal = ({ ReturnValuesOnConditionCheckFailure: asked }: Input, before: Item | undefined): Answer => ({
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    message: 'The conditional request failed',
    ...(asked === 'ALL_OLD' && before ? { Item: before } : {}),
  },
});

const returned = (
  { ReturnValues = 'NONE' }: Input,
  before: Item | undefined,
  after: Item,
  names: readonly string[],
): unknown => {
  const item = ReturnValues.endsWith('OLD') ? before : after;
  if (ReturnValues === 'NONE' || !item) return {};
  if (ReturnValues.startsWith('ALL')) return { Attributes: item };
  return { Attributes: Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : []))) };
};
