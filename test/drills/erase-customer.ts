import { paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeRecord, type OrderRecord } from '../../lambda/order/record.ts';
import type { Target } from '../journey/support/target.ts';
import { deleteDeadLetters } from './dead-letters.ts';

/** Whose data is erased: that of every order with an address, or that of one order. */
export type Subject = { readonly email: string } | { readonly orderId: string };

/** What was erased. Orders have their pick-up numbers. */
export type Erased = {
  readonly records: readonly string[];
  /** Orders that waited. They are cancelled, and their messages leave their queue at the next delivery. */
  readonly cancelled: readonly string[];
  readonly objects: number;
  readonly deadLetters: number;
};

/**
 * Erases the personal data of a customer. A record keeps its order id, status and version until DynamoDB deletes it: without a record,
 * a message that is delivered once more would be a new order.
 */
export const eraseCustomer = async (shop: Target, subject: Subject): Promise<Erased> => {
  const orders = await findOrders(shop, subject);
  const waiting = orders.filter(({ status }) => status === 'PLACED' || status === 'STUCK');
  for (const { orderId } of waiting) await cancel(shop, orderId);
  const orderIds = orders.map(({ orderId }) => orderId);
  // The dead letters come first: their bodies can be in these objects.
  const deadLetters = await deleteDeadLetters(shop, { orderIds, ...subject });
  const objects = await Promise.all(orderIds.map((orderId) => deleteObjects(shop, orderId)));
  // The records come last: a run that failed half-way finds them again.
  for (const orderId of orderIds) await eraseRecord(shop, orderId);
  return {
    records: orders.map(({ number }) => number),
    cancelled: waiting.map(({ number }) => number),
    objects: objects.reduce((sum, count) => sum + count, 0),
    deadLetters,
  };
};

/** Reads the whole table: it has no index by address. */
const findOrders = async ({ dynamodb, outputs }: Target, subject: Subject): Promise<OrderRecord[]> => {
  const [name, value] = 'email' in subject ? ['customer.email', subject.email] : ['orderId', subject.orderId];
  const scan = {
    TableName: outputs.OrderTableName,
    ConsistentRead: true,
    FilterExpression: `${name} = :value`,
    ExpressionAttributeValues: marshall({ ':value': value }),
  };
  const found: OrderRecord[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, scan))
    found.push(...Items.map((item) => decodeRecord(unmarshall(item))));
  return found;
};

/** Without effect on an order that a barista has begun meanwhile. @throws Error if the shop does not answer the call */
const cancel = async ({ url }: Target, orderId: string): Promise<void> => {
  const { status } = await fetch(`${url}/orders/${orderId}`, { method: 'DELETE' });
  if (status !== 200 && status !== 409) throw new Error(`the order should be cancelled, got ${status}: try again`);
};

/** An address at which no mail arrives (RFC 2606), in place of the customer's. */
const ERASED = { name: 'erased', email: 'erased@customer.invalid' };
/** Above every version, so that no mail is sent to that address. */
const ALL_MAILED = 1_000_000;

const eraseRecord = ({ dynamodb, outputs }: Target, orderId: string): Promise<unknown> =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName: outputs.OrderTableName,
      Key: { orderId: { S: orderId } },
      ConditionExpression: 'attribute_exists(orderId)',
      UpdateExpression: 'SET customer = :customer, mailed = :mailed REMOVE #lines, tab',
      ExpressionAttributeNames: { '#lines': 'lines' },
      ExpressionAttributeValues: marshall({ ':customer': ERASED, ':mailed': ALL_MAILED }),
    }),
  );

const deleteObjects = async ({ s3, outputs }: Target, orderId: string): Promise<number> => {
  const Bucket = outputs.ClaimCheckBucketName;
  let count = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: `${orderId}/` }))
    for (const { Key } of Contents) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      count += 1;
    }
  return count;
};
