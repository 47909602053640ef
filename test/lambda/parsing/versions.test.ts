import * as v from 'valibot';
import { PermanentError } from '../../../lambda/errors.ts';
import { decode, type OrderMessage } from '../../../lambda/order/message.ts';
import { createDecode, type Decode, type ReadVersion } from '../../../lambda/parsing/versions.ts';
import { aBarista } from '../../support/barista.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../../support/order-table.ts';
import { aMessage, anotherOrder } from '../../support/orders.ts';

/** The decoder of the release that runs. A test that deploys the next release replaces it. */
let mockDecode: Decode<OrderMessage>;
jest.mock('../../../lambda/order/message.ts', () => {
  const actual = jest.requireActual('../../../lambda/order/message.ts');
  return { ...actual, decode: (body: string) => (mockDecode ?? actual.decode)(body) };
});
const { decode: decodeToday } = jest.requireActual<{ decode: Decode<OrderMessage> }>(
  '../../../lambda/order/message.ts',
);

const MESSAGE = aMessage({ request: anotherOrder({ tab: 'table-7' }) });
const { orderId } = MESSAGE;
const { totalCents } = MESSAGE.order;
const V1 = JSON.stringify(MESSAGE);

/** The next release. Its version 2 holds the price of an order as one object. */
const v2Schema = v.looseObject({ v: v.literal(2), total: v.object({ cents: v.number(), currency: v.string() }) });
const readV1: ReadVersion<OrderMessage> = (input) => ({
  kind: 'valid',
  value: { ...decodeToday(JSON.stringify(input)), v: 2 },
});
const readV2: ReadVersion<OrderMessage> = (input) => {
  const { total, ...rest } = v.parse(v2Schema, input);
  const asV1 = JSON.parse(JSON.stringify({ ...rest, v: 1 }));
  Object.assign(asV1.order, { totalCents: total.cents, currency: total.currency });
  return readV1(asV1);
};
const decodeNext = createDecode(readV1, readV2);

const toV2 = (body: string): string => {
  const { order, ...message } = JSON.parse(body);
  const { totalCents: cents, currency, ...rest } = order;
  return JSON.stringify({ ...message, v: 2, order: rest, total: { cents, currency } });
};

const ACKNOWLEDGED = { kind: 'acknowledged' };
let dynamo: Dynamo;
let table: OrderTable;

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
  mockDecode = decodeToday;
});
afterAll(() => dynamo.stop());

it('decodes a body of version 1', () => {
  expect(decode(V1)).toEqual(MESSAGE);
});

it('makes an order of version 1 that is redriven under the next release', async () => {
  // GIVEN an order that this release has quarantined
  const outOfStock = () => Promise.reject(new PermanentError('out-of-stock', 'it should be in stock'));
  const today = aBarista(table, { prepare: outOfStock });
  await today.receiveBody(V1);
  expect(await table.store.read(orderId)).toMatchObject({ status: 'STUCK' });
  // WHEN it is redriven under the next release
  mockDecode = decodeNext;
  const [letter] = today.deadLetters;
  expect(await aBarista(table).receiveBody(letter?.record.body ?? '')).toEqual(ACKNOWLEDGED);
  // THEN
  expect(await table.store.read(orderId)).toMatchObject({ status: 'READY', totalCents, attempts: 1 });
});

it('retries an order of the next version, and the next release makes it', async () => {
  const today = aBarista(table);
  const body = toV2(V1);
  expect(await today.receiveBody(body)).toMatchObject({ kind: 'failed', reason: 'newer-version' });
  expect(today.deadLetters).toEqual([]);
  expect(await table.store.read(orderId)).toBeUndefined();

  mockDecode = decodeNext;
  expect(await aBarista(table).receiveBody(body)).toEqual(ACKNOWLEDGED);
  expect(await table.store.read(orderId)).toMatchObject({ status: 'READY', totalCents });
});
