import * as v from 'valibot';
import { PermanentError } from '../../../lambda/errors.ts';
import { decode, type OrderMessage, versions } from '../../../lambda/order/message.ts';
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
const TODAY = MESSAGE.v;
const NEXT = versions.length + 1;
const BODY = JSON.stringify(MESSAGE);

/** The next release. Its version holds the price of an order as one object. */
const nextSchema = v.looseObject({ v: v.literal(NEXT), total: v.object({ cents: v.number(), currency: v.string() }) });
const readToday: ReadVersion<OrderMessage> = (input) => ({
  kind: 'valid',
  value: { ...decodeToday(JSON.stringify(input)), v: NEXT },
});
const readNext: ReadVersion<OrderMessage> = (input) => {
  const { total, ...rest } = v.parse(nextSchema, input);
  const asToday = JSON.parse(JSON.stringify({ ...rest, v: TODAY }));
  Object.assign(asToday.order, { totalCents: total.cents, currency: total.currency });
  return readToday(asToday);
};
const earlier = versions.slice(1).map(() => readToday);
const decodeNext = createDecode(readToday, ...earlier, readNext);

const toNext = (body: string): string => {
  const { order, ...message } = JSON.parse(body);
  const { totalCents: cents, currency, ...rest } = order;
  return JSON.stringify({ ...message, v: NEXT, order: rest, total: { cents, currency } });
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

it('decodes a body of the version that this release writes', () => {
  expect(decode(BODY)).toEqual(MESSAGE);
});

it('makes an order of an earlier version that is redriven under the next release', async () => {
  // GIVEN an order that this release has quarantined
  const outOfStock = () => Promise.reject(new PermanentError('out-of-stock', 'it should be in stock'));
  const today = aBarista(table, { prepare: outOfStock });
  await today.receiveBody(BODY);
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
  const body = toNext(BODY);
  expect(await today.receiveBody(body)).toMatchObject({ kind: 'failed', reason: 'newer-version' });
  expect(today.deadLetters).toEqual([]);
  expect(await table.store.read(orderId)).toBeUndefined();

  mockDecode = decodeNext;
  expect(await aBarista(table).receiveBody(body)).toEqual(ACKNOWLEDGED);
  expect(await table.store.read(orderId)).toMatchObject({ status: 'READY', totalCents });
});
