import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { PermanentError } from '../errors.ts';
import { RECORD_RETENTION_DAYS, type Transition } from '../order/lifecycle.ts';
import { decodeChange, decodeRecord, type OrderRecord, type RecordChange } from '../order/record.ts';
import { callService } from './service-error.ts';

/** A condition on an item. `values` gives its `:name` placeholders their values, `names` its `#name` placeholders theirs. */
export type Condition = {
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly names?: readonly string[];
};

/** A conditional write of one item. Texts may use `#name` and `:name` for every attribute in `set`. */
export type Update = {
  readonly condition: Condition;
  /** Attributes and their new values. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Attributes whose new value is an expression, such as `version + :one`. */
  readonly compute?: Readonly<Record<string, string>>;
  /** The values that only these expressions use. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
};

/** The attributes that come back: the new item, those that were written, or none. */
type Returned = 'ALL_NEW' | 'UPDATED_NEW' | 'NONE';

export type RecordUpdatesDeps = {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: () => number;
};

const RECORD_RETENTION_SECONDS = RECORD_RETENTION_DAYS * 24 * 60 * 60;

/** Creates the conditional updates of the records of orders. Each throws a ServiceError if DynamoDB fails. */
export const createRecordUpdates = ({ client, tableName, now }: RecordUpdatesDeps) => {
  return { transit, change, update, expiresAt };

  /** Makes a transition and answers the new record, or nothing if the condition does not hold. */
  async function transit(
    orderId: string,
    transition: Transition,
    write: Omit<Update, 'remove'>,
  ): Promise<OrderRecord | undefined> {
    const item = await update(orderId, updateOf(transition, write), 'ALL_NEW');
    return item && decodeRecord(item);
  }

  /** Makes a transition and answers only what changed, for a caller that holds the rest of the record. */
  async function change(
    orderId: string,
    transition: Transition,
    write: Omit<Update, 'remove'>,
  ): Promise<RecordChange | undefined> {
    const attributes = await update(orderId, updateOf(transition, write), 'UPDATED_NEW');
    return attributes && decodeChange(attributes);
  }

  /** Every transition raises the version by 1. */
  function updateOf({ to, removes }: Transition, { condition, set, compute, values }: Omit<Update, 'remove'>): Update {
    return {
      condition,
      set: { status: to, updatedAt: new Date(now()).toISOString(), ...set },
      compute: { version: 'version + :one', ...compute },
      values: { one: 1, ...values },
      remove: removes,
    };
  }

  /** Writes an item if the condition holds. Answers the returned attributes, or nothing if it does not hold. */
  async function update(
    orderId: string,
    { condition, set, compute = {}, values = {}, remove = [] }: Update,
    returned: Returned = 'NONE',
  ): Promise<Record<string, unknown> | undefined> {
    const assigned = Object.keys(set).map((name) => `#${name} = :${name}`);
    const computed = Object.entries(compute).map(([name, text]) => `#${name} = ${text}`);
    const removed = remove.map((name) => `#${name}`);
    const names = [...Object.keys(set), ...Object.keys(compute), ...remove, ...(condition.names ?? [])];
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: { orderId: { S: orderId } },
      ConditionExpression: condition.text,
      UpdateExpression: `SET ${[...assigned, ...computed]}${removed.length > 0 ? ` REMOVE ${removed}` : ''}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: marshall(asPlaceholders({ ...set, ...values, ...condition.values })),
      ReturnValues: returned,
    });
    const answer = await callService(
      'dynamodb',
      'UpdateItem',
      client.send(command).catch(undefinedIfRefused).catch(throwIfTooLarge),
    );
    return answer && unmarshall(answer.Attributes ?? {});
  }

  function expiresAt(): number {
    return Math.floor(now() / 1000) + RECORD_RETENTION_SECONDS;
  }
};

/** Handles the refusal of a conditional write. Every other error is thrown on. */
export const undefinedIfRefused = (error: unknown): undefined => {
  if (error instanceof ConditionalCheckFailedException) return undefined;
  throw error;
};

const asPlaceholders = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));

/** Throws a PermanentError for an item that DynamoDB can never store, because it is above 400 KB. */
const throwIfTooLarge = (cause: unknown): never => {
  if (
    cause instanceof DynamoDBServiceException &&
    cause.name === 'ValidationException' &&
    /item size/i.test(cause.message)
  )
    throw new PermanentError('too-large', 'the record of the order should have at most 400 KB, got more', { cause });
  throw cause;
};
