import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { aPlacedMessage } from './messages.ts';
import type { Target } from './target.ts';

type Message = ReturnType<typeof aPlacedMessage>;

/** Writes the record of a message, in a state that a test would otherwise wait for. */
export const putRecord = async ({ dynamodb, outputs }: Target, message: Message, fields: object): Promise<void> => {
  const { orderId, requestHash, placedAt, order } = message;
  const record = { orderId, requestHash, placedAt, updatedAt: placedAt, version: 2, ...order, ...fields };
  await dynamodb.send(new PutItemCommand({ TableName: outputs.OrderTableName, Item: marshall(record) }));
};

/** Leases an order to another barista, which never finishes it. Every other claim fails until the lease ends. */
export const putLease = (target: Target, message: Message, { seconds }: { readonly seconds: number }): Promise<void> =>
  putRecord(target, message, {
    status: 'PREPARING',
    attempts: 1,
    lease: { token: 'another barista', until: Date.now() + seconds * 1000 },
  });
