import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ApiRequest } from '../../../lambda/api/request.ts';
import { orderIdOf } from '../../../lambda/importer/steps.ts';
import { RECORD_RETENTION_DAYS } from '../../../lambda/order/lifecycle.ts';
import { LEAD_MINUTES } from '../../../lambda/order/pickup.ts';
import { samples } from '../../../lambda/product/index.ts';
import type { QueueName, ShopTemplate } from '../../template/shop-template.ts';
import { type Assumptions, DAYS_PER_MONTH, ITEM_OVERHEAD } from '../assumptions.ts';
import type { Kind } from '../kinds.ts';
import { GB, type Line } from '../usage.ts';
import type { Sent } from './clients.ts';
import { type Calls, createLedger, type Ledger } from './ledger.ts';
import { createShop, type Shop } from './shop.ts';
import type { Store } from './store.ts';
import { sizeOf } from './units.ts';

export type JourneyOptions = {
  /** A store, which several journeys can share. */
  readonly store: Store;
  readonly template: ShopTemplate;
  readonly kind: Kind;
  readonly assumptions: Assumptions;
  /** Whether the events of a batch leave one by one. @default false - the answers of a batch arrive together */
  readonly apart?: boolean;
};

export type Journey = {
  /** What AWS charges for one order. */
  readonly lines: readonly Line[];
  /** The calls for all orders of the journey, by the step. */
  readonly calls: Readonly<Record<string, Calls>>;
  readonly orders: number;
  /** The size of the finished record. */
  readonly recordBytes: number;
};

/** Takes a batch of orders through the real functions, from the request to the collection, and counts what AWS charges. */
export const countJourney = async (options: JourneyOptions): Promise<Journey> => {
  const { store, template, kind, assumptions, apart = false } = options;
  const ledger = createLedger(template.monitoring.logRetentionDays);
  const shop = createShop({ ...{ template, store, ledger, assumptions, apart } });
  const queue = queueOf(kind);
  const orders = assumptions.batch ?? template.mappings[queue].batchSize;
  const ids = await take(
    { ...{ template, shop, ledger, kind, queue, bytes: bytesOf(kind, template, assumptions) } },
    orders,
  );
  const recordBytes = await measureRecord(store, ids);
  observeStorage(ledger, template, recordBytes, orders);
  shop.close();
  return { ...ledger.close(orders), orders, recordBytes };
};

type JourneyParts = {
  readonly template: ShopTemplate;
  readonly shop: Shop;
  readonly ledger: Ledger;
  readonly kind: Kind;
  readonly queue: QueueName;
  readonly bytes: number;
};

const take = async (journey: JourneyParts, orders: number): Promise<readonly string[]> => {
  const { shop, ledger, kind } = journey;
  const ids = kind === 'imported' ? await importOrders(journey, orders) : await placeAll(journey, orders);
  if (kind === 'cancelled') {
    ledger.begin('cancel');
    for (const id of ids) await callOrder(shop, { id, method: 'DELETE', status: 200 });
  }
  ledger.begin('order');
  await makeOrders(journey, orders);
  ledger.begin('mail');
  await mailCustomers(journey);
  if (kind === 'cancelled') return ids;
  ledger.begin('collect');
  for (const id of ids) await callOrder(shop, { id, method: 'POST', suffix: '/collect', status: 200 });
  ledger.begin('look');
  for (const id of ids) await callOrder(shop, { id, method: 'GET', status: 200 });
  return ids;
};

const placeAll = async (journey: JourneyParts, orders: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  journey.ledger.begin('order');
  for (let n = 0; n < orders; n += 1) ids.push(await place(journey, n));
  return ids;
};

/** Imports a long file, of which the journey goes on with some orders. */
const importOrders = async ({ shop, ledger, bytes }: JourneyParts, orders: number): Promise<readonly string[]> => {
  ledger.begin('import', orders / IMPORTED_ORDERS);
  const line = `${JSON.stringify({ ...samples.request, lines: linesOf(bytes) })}\n`;
  const importId = await shop.importFile(Buffer.from(line.repeat(IMPORTED_ORDERS)), IMPORTED_ORDERS);
  return Array.from({ length: orders }, (_, n) => orderIdOf(importId, n + 1));
};

const queueOf = (kind: Kind): QueueName => {
  if (kind === 'tab') return 'tabs';
  return kind === 'pickup' ? 'pickups' : 'orders';
};

const placedSchema = v.object({ orderId: v.string() });
/** The orders of a file. An import of 100,000 costs ten times as much. */
export const IMPORTED_ORDERS = 10_000;
const PICKUP_MINUTES = 60;
/** A usual time in the queue: log lines have it. */
const WAIT_MILLISECONDS = 250;
const MINUTE = 60_000;

const place = async ({ shop, kind, bytes }: JourneyParts, n: number): Promise<string> => {
  const pickupAt = new Date(shop.now() + PICKUP_MINUTES * MINUTE).toISOString();
  const body = JSON.stringify({
    ...samples.request,
    lines: linesOf(bytes),
    ...(kind === 'tab' ? { tab: `table-${n}` } : {}),
    ...(kind === 'pickup' ? { pickupAt } : {}),
  });
  const key = kind === 'keyed' ? { 'Idempotency-Key': randomUUID() } : {};
  const headers = { 'Content-Type': 'application/json', ...key };
  const answer = await shop.call('cashier', requestOf({ method: 'POST', resource: '/orders', headers, body }));
  if (answer.status !== 202) throw new Error(`POST /orders should answer 202, got ${answer.status} ${answer.body}`);
  return v.parse(placedSchema, JSON.parse(answer.body)).orderId;
};

/** As many lines as have these bytes together, at least one. Many bytes have long lines. */
const linesOf = (bytes: number) => {
  const line = bytes > 1000 ? samples.fullLine : samples.line;
  const length = Math.max(1, Math.ceil(bytes / (JSON.stringify(line).length + 1)));
  return Array.from({ length }, () => line);
};

/** A long order has a body above the limit of claim checks. */
const bytesOf = (kind: Kind, { functions }: ShopTemplate, { bytes = 0 }: Assumptions): number =>
  kind === 'long' ? Number(functions.cashier.variables.CLAIM_CHECK_BYTES) : bytes;

const makeOrders = async ({ shop, template, queue, kind }: JourneyParts, orders: number): Promise<void> => {
  const messages = shop.take(template.queues[queue].fifo ? `${queue}.fifo` : queue).slice(0, orders);
  if (kind === 'pickup') {
    const delay = (messages[0]?.delaySeconds ?? 0) * 1000;
    shop.elapse(delay);
    await shop.deliver('barista', messages, 1); // too early: the barista hides them
    shop.elapse((PICKUP_MINUTES - LEAD_MINUTES) * MINUTE - delay);
  }
  shop.elapse(WAIT_MILLISECONDS);
  await shop.deliver('barista', messages, kind === 'pickup' ? 2 : 1);
};

const mailCustomers = async ({ shop, template }: JourneyParts): Promise<void> => {
  for (const batch of inBatches(shop.takeMailed(), template.mappings.receipts.batchSize))
    await shop.deliver('receipts', batch, 1);
};

const inBatches = (messages: readonly Sent[], size: number): readonly (readonly Sent[])[] =>
  Array.from({ length: Math.ceil(messages.length / size) }, (_, n) => messages.slice(n * size, (n + 1) * size));

type OrderCall = { readonly id: string; readonly method: string; readonly suffix?: string; readonly status: number };

const callOrder = async (shop: Shop, { id, method, suffix = '', status }: OrderCall): Promise<void> => {
  const request = requestOf({ method, resource: `/orders/{orderId}${suffix}`, id });
  const answer = await shop.call('counter', request);
  if (answer.status !== status)
    throw new Error(`${method} should answer ${status}, got ${answer.status} ${answer.body}`);
};

type RequestFacts = {
  readonly method: string;
  readonly resource: string;
  readonly id?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

const requestOf = ({ method, resource, id, headers = {}, body }: RequestFacts): ApiRequest => ({
  ...{ httpMethod: method, resource, headers, body: body ?? null, isBase64Encoded: false },
  pathParameters: id === undefined ? null : { orderId: id },
  requestContext: { path: `/shop${resource.replace('{orderId}', id ?? '')}` },
});

const measureRecord = async (store: Store, ids: readonly string[]): Promise<number> => {
  const items = await Promise.all(ids.map((id) => store.peek({ orderId: { S: id } })));
  return items.reduce((sum, item) => sum + sizeOf(item ?? {}), 0) / ids.length;
};

const observeStorage = ({ begin, observe }: Ledger, { table }: ShopTemplate, bytes: number, orders: number): void => {
  const months = ((orders * (bytes + ITEM_OVERHEAD)) / GB) * (RECORD_RETENTION_DAYS / DAYS_PER_MONTH);
  begin('order');
  observe('record kept', 'table-gb-month', months);
  if (table.recovery) observe('record kept', 'recovery-gb-month', months);
};
