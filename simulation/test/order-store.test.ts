import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describeBoard } from '../../test/support/board-query-suite.ts';
import type { Dynamo } from '../../test/support/dynamo.ts';
import { describeOrderStore } from '../../test/support/order-store-suite.ts';
import { describeTransitions } from '../../test/support/transitions-suite.ts';
import { createDynamoModel, type DynamoModel } from '../models/dynamodb.ts';

const HOUR = 60 * 60 * 1000;

/** The simulator's model of DynamoDB, behind the SDK's client. Eventually consistent reads lag by this many milliseconds. */
const startDynamoModel = (lag: number) => async (): Promise<Dynamo> => {
  const tables = new Map<string, DynamoModel>();
  const send = async (command: unknown): Promise<unknown> => {
    const { TableName, RequestItems = {} } = Object(Object(command).input);
    const table = tables.get(TableName ?? Object.keys(RequestItems)[0]);
    if (!table) throw new ResourceNotFoundException({ message: 'no such table', $metadata: {} });
    return table.execute(command, 'test');
  };
  const connect = () => Object.assign(Object.create(DynamoDBClient.prototype), { send });
  return {
    client: connect(),
    connect,
    createTable: async () => {
      const name = `orders-${tables.size}`;
      tables.set(
        name,
        createDynamoModel({ now: Date.now, indexLag: () => 0, readLag: () => lag, onWrite: () => undefined }),
      );
      return name;
    },
    stop: async () => undefined,
  };
};

describe("the order store on the simulator's DynamoDB", () => {
  describeOrderStore(startDynamoModel(HOUR)); // the store reads consistently
  describeBoard(startDynamoModel(0));
  describeTransitions(startDynamoModel(HOUR));
});
