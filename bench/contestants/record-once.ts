import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type OrderMessage, readyItem, variable } from './job.ts';

/**
 * Writes the record of a finished order, unless there is one. A worker announces the order also if the record exists: the worker
 * that wrote it may have died before its announcement.
 */
export const recordOnce = async (client: DynamoDBClient, message: OrderMessage): Promise<void> => {
  try {
    await client.send(
      new PutItemCommand({
        TableName: variable('ORDER_TABLE_NAME'),
        Item: marshall(readyItem(message)),
        ConditionExpression: 'attribute_not_exists(orderId)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
