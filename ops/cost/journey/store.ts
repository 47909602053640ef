import { once } from 'node:events';
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { BOARD_INDEX } from '../../../lambda/order/lane.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

export const TABLE_NAME = 'orders';

/** A DynamoDB in this process with an empty table of orders. */
export const openStore = async () => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  const connect = () =>
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    });
  const client = connect();
  await client.send(new CreateTableCommand(SCHEMA));
  const settings = { client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 };
  await waitUntilTableExists(settings, { TableName: TABLE_NAME });
  return {
    connect,
    /** The stored item. Nobody pays for this read. */
    peek: async (Key: Item): Promise<Item | undefined> =>
      (await client.send(new GetItemCommand({ TableName: TABLE_NAME, Key, ConsistentRead: true }))).Item,
    close: async () => {
      client.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
};

const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });

const SCHEMA = {
  TableName: TABLE_NAME,
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [key('orderId', 'HASH')],
  AttributeDefinitions: ['orderId', 'boardKey', 'placedAt'].map(attribute),
  GlobalSecondaryIndexes: [
    {
      IndexName: BOARD_INDEX,
      KeySchema: [key('boardKey', 'HASH'), key('placedAt', 'RANGE')],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
};

export type Store = Awaited<ReturnType<typeof openStore>>;
