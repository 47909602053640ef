import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** One conditional write of one item. */
export type Update = {
  readonly condition: Expression;
  /** The new values of attributes: plain values, or expressions such as ``expression`version + ${1}` ``. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
};

/** Writes an item if the condition holds. Answers the new item, or nothing if it does not. Throws what the SDK throws. */
export type UpdateOrder = (orderId: string, update: Update) => Promise<Record<string, unknown> | undefined>;

export const createUpdate =
  ({ client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string }): UpdateOrder =>
  async (orderId, { condition, set, remove = [] }) => {
    const { bind, names, values } = createPlaceholders();
    const assignments = Object.entries(set).map(([attribute, value]) => `${bind(name(attribute))} = ${bind(value)}`);
    const removals = remove.map((attribute) => bind(name(attribute)));
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: { orderId: { S: orderId } },
      ConditionExpression: bind(condition),
      UpdateExpression: `SET ${assignments.join(', ')}${removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : ''}`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: marshall(values),
      ReturnValues: 'ALL_NEW',
    });
    const answer = await client.send(command).catch(undefinedIfRefused);
    return answer?.Attributes && unmarshall(answer.Attributes);
  };

/** Handles the refusal of a conditional write; any other error is thrown on. */
export const undefinedIfRefused = (error: unknown): undefined => {
  if (error instanceof ConditionalCheckFailedException) return undefined;
  throw error;
};

/** Part of a DynamoDB expression. It gets its placeholders when a request is built. */
export class Expression {
  readonly text: (bind: Bind) => string;
  constructor(text: (bind: Bind) => string) {
    this.text = text;
  }
}

/** A part of an expression: each `${…}` is a value, a {@link name} or another expression. */
export const expression = (texts: TemplateStringsArray, ...parts: readonly unknown[]): Expression =>
  new Expression((bind) => String.raw(texts, ...parts.map(bind)));

/** The name of an attribute, which may be a word that DynamoDB reserves. */
export const name = (attribute: string): AttributeName => new AttributeName(attribute);

class AttributeName {
  readonly attribute: string;
  constructor(attribute: string) {
    this.attribute = attribute;
  }
}

type Bind = (part: unknown) => string;

/** The placeholders of one request: only those in use, since DynamoDB refuses others. */
const createPlaceholders = () => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const bind: Bind = (part) => {
    if (part instanceof Expression) return part.text(bind);
    if (part instanceof AttributeName) {
      names[`#${part.attribute}`] = part.attribute;
      return `#${part.attribute}`;
    }
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = part;
    return placeholder;
  };
  return { bind, names, values };
};
