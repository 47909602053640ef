import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type BoardQuery, createBoardQuery } from '../../lambda/aws/board-query.ts';
import { createOrderStore, type OrderStore } from '../../lambda/aws/order-store.ts';
import { createStuckRecords, type StuckRecords } from '../../lambda/aws/stuck-records.ts';
import type { Dynamo } from './dynamo.ts';

export type OrderTable = {
  readonly store: OrderStore;
  readonly stuckRecords: StuckRecords;
  readonly readBoard: BoardQuery;
  /** The store's clock, in milliseconds since 1970. Only the test moves it. */
  readonly clock: { time: number };
  /** Writes a record without any condition. */
  put(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** The stored item, with the attributes that the record omits. */
  item(orderId: string): Promise<Record<string, unknown> | undefined>;
};

/** An order store over a new, empty table. */
export const anOrderTable = async ({ client, createTable }: Dynamo): Promise<OrderTable> => {
  const tableName = await createTable();
  const clock = { time: Date.parse('2026-11-21T09:00:30.000Z') };
  const deps = { client, tableName, now: () => clock.time };
  return {
    clock,
    store: createOrderStore(deps),
    stuckRecords: createStuckRecords(deps),
    readBoard: createBoardQuery({ client, tableName }),
    put: async (record) => {
      await client.send(new PutItemCommand({ TableName: tableName, Item: marshall(record) }));
    },
    item: async (orderId) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { orderId: { S: orderId } }, ConsistentRead: true }),
      );
      return Item && unmarshall(Item);
    },
  };
};
