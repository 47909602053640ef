import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createBoardQuery } from '../../../lambda/aws/board-query.ts';
import { describeBoard } from '../../support/board-query-suite.ts';
import { startDynamo } from '../../support/dynamo.ts';

describe('the board query on the embedded DynamoDB', () => describeBoard(startDynamo));

it('is unavailable if DynamoDB leaves orders out three times', async () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const key = { orderId: { S: '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10' } };
  const asked: string[] = [];
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async () => {
        asked.push(String(commandName));
        const answer =
          commandName === 'QueryCommand'
            ? { Items: [{ ...key, placedAt: { S: '2026-11-21T09:00:00.000Z' } }] }
            : { Responses: {}, UnprocessedKeys: { orders: { Keys: [key] } } };
        return { output: { $metadata: {}, ...answer }, response: undefined };
      },
    { step: 'initialize' },
  );
  const reading = createBoardQuery({ client, tableName: 'orders' })(200);
  await expect(reading).rejects.toMatchObject({
    ...{ code: 'unavailable', service: 'dynamodb', operation: 'BatchGetItem' },
    message: 'dynamodb should accept BatchGetItem, got 1 unprocessed keys',
  });
  expect(asked.filter((name) => name === 'BatchGetItemCommand')).toHaveLength(3);
});
