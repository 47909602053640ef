// The shop that Orderboard replaces: no queue, and its parts call each other directly. `npm run demo` runs it beside Orderboard.
// Each part has a good reason and works on every ordinary day. A comment with LOSES marks what goes wrong on the other days.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';

const requestSchema = v.object({
  customer: v.object({ name: v.string(), email: v.string() }),
  lines: v.pipe(v.array(v.record(v.string(), v.unknown())), v.minLength(1)),
});
type Order = v.InferOutput<typeof requestSchema> & { readonly orderId: string; readonly status: 'READY' };

export type CoupledShopDeps = {
  readonly dynamodb: DynamoDBClient;
  readonly ses: SESv2Client;
  readonly log: (line: string) => void;
};

export type CoupledShop = { readonly url: string; close(): Promise<void> };

export const COUPLED_TABLE = 'coupled-shop-orders';
export const COUPLED_SENDER = 'coupled-shop@example.org';

const WORK_MILLISECONDS = 2;
const SAVE_EVERY_MILLISECONDS = 100;
/** The most items that DynamoDB takes in one call. */
const BATCH = 25;

/** Opens the shop on a free port of 127.0.0.1, with a new table. */
export const openCoupledShop = async ({ dynamodb, ses, log }: CoupledShopDeps): Promise<CoupledShop> => {
  await createTable(dynamodb);

  // One write for 25 orders costs less time than 25 writes, and no customer waits for one.
  // LOSES: this list is the only place that knows an order until it is saved. It ends with the process.
  const unsaved: Order[] = [];

  /** The cashier. It calls the barista and waits, so that the customer gets a finished order. */
  const takeOrder = async (body: string): Promise<Order> => {
    const order: Order = { ...v.parse(requestSchema, JSON.parse(body)), orderId: randomUUID(), status: 'READY' };
    // LOSES: the call is the hand-over. If the barista fails, nothing tries the order again.
    await makeOrder(order);
    return order;
  };

  /** The barista. The customer waits at the counter, so the mail goes out at once. */
  const makeOrder = async (order: Order): Promise<void> => {
    await delay(WORK_MILLISECONDS);
    // LOSES: the mail comes before the record. It can tell the customer of an order that the shop never records.
    await mailCustomer(ses, order);
    unsaved.push(order);
  };

  const saveOrders = async (): Promise<void> => {
    const orders = unsaved.splice(0, BATCH);
    if (orders.length === 0) return;
    const requests = orders.map((order) => ({ PutRequest: { Item: marshall(order) } }));
    // The SDK tries three times, so a short fault of the network does no harm.
    // LOSES: the orders have left the list. When the last try fails, this line of the log is all that remains of them.
    await dynamodb
      .send(new BatchWriteItemCommand({ RequestItems: { [COUPLED_TABLE]: requests } }))
      .catch((error: unknown) => log(`could not save ${orders.length} orders: ${error}`));
  };

  const readOrder = async (orderId: string): Promise<unknown> => {
    const get = new GetItemCommand({ TableName: COUPLED_TABLE, Key: { orderId: { S: orderId } } });
    const { Item } = await dynamodb.send(get);
    return Item && unmarshall(Item);
  };

  const timer = setInterval(saveOrders, SAVE_EVERY_MILLISECONDS);
  const server = createServer(createListener(takeOrder, readOrder));
  const url = await listen(server);
  return {
    url,
    close: async () => {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** `POST /orders` answers 201 with the order, `GET /orders/{orderId}` 200 or 404. */
const createListener = (
  takeOrder: (body: string) => Promise<Order>,
  readOrder: (orderId: string) => Promise<unknown>,
): RequestListener => {
  const answer = async (method: string, path: string, body: string): Promise<readonly [number, unknown]> => {
    if (method === 'POST') return [201, await takeOrder(body)];
    const order = await readOrder(path.replace('/orders/', ''));
    return order === undefined ? [404, { title: 'Not found' }] : [200, order];
  };
  return (request, response) => {
    text(request)
      .then((body) => answer(request.method ?? 'GET', request.url ?? '/', body))
      .catch((error: unknown) => [500, { title: String(error) }] as const)
      .then(([status, body]) => response.writeHead(status).end(JSON.stringify(body)));
  };
};

const mailCustomer = (ses: SESv2Client, { customer, orderId }: Order) =>
  ses.send(
    new SendEmailCommand({
      FromEmailAddress: COUPLED_SENDER,
      Destination: { ToAddresses: [customer.email] },
      Content: {
        Simple: {
          Subject: { Data: `Order ${orderId} is ready` },
          Body: { Text: { Data: 'You can collect your order at the counter.' } },
        },
      },
    }),
  );

const createTable = (dynamodb: DynamoDBClient) =>
  dynamodb.send(
    new CreateTableCommand({
      TableName: COUPLED_TABLE,
      AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );

const listen = async (server: ReturnType<typeof createServer>): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  return `http://127.0.0.1:${address.port}`;
};
