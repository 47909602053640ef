import { once } from 'node:events';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib';
import dynalite from 'dynalite';
import { OrderTable } from '../../lib/constructs/order-table.ts';
import { templateOf } from './synth.ts';

/** The keys and indexes of the deployed table, from its template. */
const deployedSchema = (): Omit<CreateTableCommandInput, 'TableName'> => {
  const template = templateOf((stack) => {
    new OrderTable(stack, 'OrderStore', { deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY });
  });
  const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = table?.Properties ?? {};
  return { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
};

const portOf = (address: ReturnType<ReturnType<typeof dynalite>['address']>): number => {
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  return address.port;
};

export type Dynamo = {
  readonly client: DynamoDBClient;
  /** Another client. */
  connect(): DynamoDBClient;
  /** Creates an empty table like the deployed one. Returns its name. */
  createTable(): Promise<string>;
  stop(): Promise<void>;
};

/** A DynamoDB in this process. */
export const startDynamo = async (): Promise<Dynamo> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connect = () =>
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${portOf(server.address())}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  const client = connect();
  const schema = deployedSchema();
  let tables = 0;
  return {
    client,
    connect,
    createTable: async () => {
      tables += 1;
      const TableName = `orders-${tables}`;
      await client.send(new CreateTableCommand({ TableName, ...schema }));
      await waitUntilTableExists({ client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 }, { TableName });
      return TableName;
    },
    stop: async () => {
      client.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
};
