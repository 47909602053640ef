import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { samples } from '../../lambda/product/index.ts';
import type { Scene } from './scene.ts';
import type { Shop } from './shop.ts';
import { until } from './until.ts';

const placedSchema = v.object({ orderId: v.string() });
const recordSchema = v.object({ orderId: v.string(), number: v.string(), status: v.string(), attempts: v.number() });
type OrderRecord = v.InferOutput<typeof recordSchema>;

/** The answer to one order. `milliseconds` is the time that its customer waited. */
export type Answer =
  | { readonly kind: 'accepted'; readonly orderId: string; readonly milliseconds: number }
  | { readonly kind: 'refused'; readonly milliseconds: number };

let customers = 0;

/** Posts an order of a new customer to a shop. After a 503 the customer sends it again with the same key, as the shop asks for. */
export const placeOrder = async (url: string): Promise<Answer> => {
  const customer = { ...samples.request.customer, email: `customer-${++customers}@example.org` };
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify({ ...samples.request, customer }),
  };
  const began = performance.now();
  const response = await sendUntilAnswered(`${url}/orders`, request);
  const milliseconds = performance.now() - began;
  if (!response?.ok) return { kind: 'refused', milliseconds };
  return { kind: 'accepted', orderId: v.parse(placedSchema, await response.json()).orderId, milliseconds };
};

const TRIES = 5;

/** Sends a request again after each 503. A shop that closes its connection gives no answer. */
const sendUntilAnswered = async (url: string, request: RequestInit): Promise<Response | undefined> => {
  for (let n = 1; ; n++) {
    const response = await fetch(url, request).catch(() => undefined);
    if (response?.status !== 503 || n === TRIES) return response;
    await delay(1000 * Number(response.headers.get('Retry-After') ?? 1));
  }
};

/** Posts orders to a shop, some of them at the same time. */
export const placeOrders = async (url: string, count: number, atOnce: number): Promise<Answer[]> => {
  const answers: Answer[] = [];
  let next = 0;
  const customer = async (): Promise<void> => {
    while (next++ < count) answers.push(await placeOrder(url));
  };
  await Promise.all(Array.from({ length: atOnce }, customer));
  return answers;
};

/** The ids of the accepted orders. */
export const idsOf = (answers: readonly Answer[]): string[] =>
  answers.flatMap((answer) => (answer.kind === 'accepted' ? [answer.orderId] : []));

/** The most keys of one call. */
const BATCH = 100;

/** The records of orders in the table of the shop. */
export const readRecords = async (
  { dynamodb, outputs: { OrderTableName } }: Shop,
  orderIds: readonly string[],
): Promise<OrderRecord[]> => {
  const records: OrderRecord[] = [];
  for (let at = 0; at < orderIds.length; at += BATCH) {
    const Keys = orderIds.slice(at, at + BATCH).map((orderId) => ({ orderId: { S: orderId } }));
    const get = new BatchGetItemCommand({ RequestItems: { [OrderTableName]: { Keys, ConsistentRead: true } } });
    const { Responses = {} } = await dynamodb.send(get);
    for (const item of Responses[OrderTableName] ?? []) records.push(v.parse(recordSchema, unmarshall(item)));
  }
  return records;
};

/** Waits until orders have a status. Returns the seconds that this took. */
export const waitForStatus = async (
  { shop, signal }: Scene,
  orderIds: readonly string[],
  status: string,
  seconds: number,
): Promise<number> => {
  const began = performance.now();
  const left = new Set(orderIds);
  const readLeft = async (): Promise<number> => {
    const records = await readRecords(shop, [...left].slice(0, BATCH));
    for (const record of records) if (record.status === status) left.delete(record.orderId);
    return left.size;
  };
  const what = `each of ${orderIds.length} orders is ${status}`;
  await until(readLeft, (waiting) => waiting === 0, { what, seconds, signal });
  return (performance.now() - began) / 1000;
};

/** Reads each order back over HTTP, as its customer does. Returns how many are `READY`. */
export const countReady = async (url: string, orderIds: readonly string[]): Promise<number> => {
  let ready = 0;
  for (let at = 0; at < orderIds.length; at += READERS) {
    const statuses = await Promise.all(orderIds.slice(at, at + READERS).map((orderId) => statusOf(url, orderId)));
    ready += statuses.filter((status) => status === 'READY').length;
  }
  return ready;
};

const READERS = 20;
const statusSchema = v.object({ status: v.optional(v.string()) });

const statusOf = async (url: string, orderId: string): Promise<string | undefined> => {
  const response = await fetch(`${url}/orders/${orderId}`);
  const body: unknown = await response.json();
  return response.ok ? v.parse(statusSchema, body).status : undefined;
};
