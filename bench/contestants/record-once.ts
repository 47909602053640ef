import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type OrderMessage, readyItem, variable } from './job.ts';

/** Writes the record of a finished order, unless there is one. Answers whether it wrote the record. */
export const recordOnce = async (client: DynamoDBClient, message: OrderMessage): Promise<boolean> => {
  try {
    await client.send(
      new PutItemCommand({
        TableName: variable('ORDER_TABLE_NAME'),
        Item: marshall(readyItem(message)),
        ConditionExpression: 'attribute_not_exists(orderId)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
