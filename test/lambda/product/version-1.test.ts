import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PermanentError } from '../../../lambda/errors.ts';
import { decode } from '../../../lambda/order/message.ts';
import { aBarista } from '../../support/barista.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { anOrderTable } from '../../support/order-table.ts';

/** A body as the release of version 1 wrote it. It never changes. */
const V1 = readFileSync(join(__dirname, 'order-placed-v1.json'), 'utf8');
const ORDER_ID = '15006984-8655-4d72-ab5a-770404cd3d78';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

it('decodes a body of version 1 with every field that the release wrote', () => {
  expect(decode(V1)).toMatchObject(JSON.parse(V1));
});

it('makes an order of version 1 that is redriven from the dead-letter queue', async () => {
  const table = await anOrderTable(dynamo);
  const outOfStock = () => Promise.reject(new PermanentError('out-of-stock', 'it should be in stock'));
  const earlier = aBarista(table, { prepare: outOfStock });
  await earlier.receiveBody(V1);
  expect(await table.store.read(ORDER_ID)).toMatchObject({ status: 'STUCK' });

  const [letter] = earlier.deadLetters;
  expect(await aBarista(table).receiveBody(letter?.record.body ?? '')).toEqual({ kind: 'acknowledged' });

  expect(await table.store.read(ORDER_ID)).toMatchObject({ status: 'READY', totalCents: 900, attempts: 1 });
});
