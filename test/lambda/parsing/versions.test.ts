import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { PermanentError } from '../../../lambda/errors.ts';
import { decode, type OrderMessage } from '../../../lambda/order/message.ts';
import { createDecode, type ReadVersion } from '../../../lambda/parsing/versions.ts';
import { aBarista } from '../../support/barista.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../../support/order-table.ts';

/** A body as the release of version 1 shipped it. It never changes, whatever the code does. */
const V1 = readFileSync(join(__dirname, '..', '..', 'fixtures', 'order-placed-v1.json'), 'utf8');
const V1_MESSAGE: unknown = JSON.parse(V1);

/** The next release: version 2 writes what an order costs as one object, and works with that. */
const v2Schema = v.looseObject({ v: v.literal(2), total: v.object({ cents: v.number(), currency: v.string() }) });
const readV1: ReadVersion<OrderMessage> = (input) => ({
  kind: 'valid',
  value: { ...decode(JSON.stringify(input)), v: 2 },
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

const ORDER_ID = '15006984-8655-4d72-ab5a-770404cd3d78';
const ACKNOWLEDGED = { kind: 'acknowledged' };
let dynamo: Dynamo;
let table: OrderTable;

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
});
afterAll(() => dynamo.stop());

it('reads a body of version 1 as it was shipped', () => {
  expect(decode(V1)).toEqual(V1_MESSAGE);
});

it('makes an order of version 1 that the next release finds in its dead-letter queue', async () => {
  // GIVEN an order that this release has given up
  const noBeans = () => Promise.reject(new PermanentError('no-beans', 'there should be beans'));
  const today = aBarista(table, { prepare: noBeans });
  await today.receiveBody(V1);
  expect(await table.store.read(ORDER_ID)).toMatchObject({ status: 'STUCK' });
  // WHEN it is redriven under the next one
  const [letter] = today.deadLetters;
  const next = aBarista(table, { decode: decodeNext });
  expect(await next.receiveBody(letter?.record.body ?? '')).toEqual(ACKNOWLEDGED);
  // THEN
  expect(await table.store.read(ORDER_ID)).toMatchObject({ status: 'READY', totalCents: 900, attempts: 1 });
});

it('leaves an order of the next version to the release that reads it, which makes it', async () => {
  const today = aBarista(table);
  const body = toV2(V1);
  expect(await today.receiveBody(body)).toMatchObject({ kind: 'failed', reason: 'newer-version' });
  expect(today.deadLetters).toEqual([]);
  expect(await table.store.read(ORDER_ID)).toBeUndefined();

  expect(await aBarista(table, { decode: decodeNext }).receiveBody(body)).toEqual(ACKNOWLEDGED);
  expect(await table.store.read(ORDER_ID)).toMatchObject({ status: 'READY', totalCents: 900 });
});
