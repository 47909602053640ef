import { MissingClaimCheck } from '../../lambda/order/claim-check.ts';
import { claimCheckKey, type OrderIdentity } from '../../lambda/order/identity.ts';
import { aBarista, LEASE_MILLISECONDS } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage, anotherOrder } from '../support/orders.ts';

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

/** A barista that cannot find the object under this key. */
const withoutObject = (key: string) => aBarista(table, { fetchBody: () => Promise.reject(new MissingClaimCheck(key)) });
const receiveWithoutObject = async (order: OrderIdentity) => {
  const barista = withoutObject(claimCheckKey(order));
  return { barista, outcome: await barista.receiveBody('a pointer') };
};

describe('an order whose claim check points to no object', () => {
  it('is quarantined, recorded as STUCK and announced', async () => {
    const message = aMessage();
    await table.store.place(message);
    const { barista, outcome } = await receiveWithoutObject(message);
    expect(outcome).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['claim-check-missing']);
    const failure = { code: 'claim-check-missing' };
    expect(await table.store.read(message.orderId)).toMatchObject({ ...message.order, status: 'STUCK', failure });
    expect(barista.announced).toMatchObject([{ type: 'order.stuck', version: 3 }]);
    expect(barista.prepared).toEqual([]);
  });

  it('is recorded as STUCK after the lease of a barista that died', async () => {
    const message = aMessage();
    await table.store.claim(message, { token: 'dead', until: table.clock.time + LEASE_MILLISECONDS }, message);
    table.clock.time += LEASE_MILLISECONDS + 1;
    await receiveWithoutObject(message);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'STUCK' });
  });

  it('stays with the barista that holds it', async () => {
    const message = aMessage();
    await table.store.claim(message, { token: 'other', until: table.clock.time + 4000 }, message);
    const { barista, outcome } = await receiveWithoutObject(message);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'leased', seconds: 4 });
    expect(barista.deadLetters).toEqual([]);
  });

  it('is announced again if it is READY, because its first announcement may be lost', async () => {
    const message = aMessage();
    await aBarista(table).receive(message);
    const { barista, outcome } = await receiveWithoutObject(message);
    expect(outcome).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toMatchObject([{ type: 'order.ready', version: 2 }]);
    expect(barista.deadLetters).toEqual([]);
  });

  it('is quarantined without a record if it has none, because the rest of the record is unknown', async () => {
    const message = aMessage();
    const { barista, outcome } = await receiveWithoutObject(message);
    expect(outcome).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['claim-check-missing']);
    expect(await table.item(message.orderId)).toBeUndefined();
  });

  it('changes no record of another request', async () => {
    const message = aMessage();
    await table.store.place(message);
    const before = await table.item(message.orderId);
    const other = aMessage({ orderId: message.orderId, request: anotherOrder() });
    const { barista } = await receiveWithoutObject(other);
    expect(barista.codes()).toEqual(['claim-check-missing']);
    expect(await table.item(message.orderId)).toEqual(before);
  });

  it('stays on its queue, and PLACED, while the dead-letter queue is down', async () => {
    const message = aMessage();
    await table.store.place(message);
    const barista = aBarista(table, {
      fetchBody: () => Promise.reject(new MissingClaimCheck(claimCheckKey(message))),
      deadLettering: () => Promise.reject(new Error('SQS is down')),
    });
    expect(await barista.receiveBody('a pointer')).toMatchObject({ kind: 'failed' });
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED', attempts: 0 });
  });
});

it.each(['', 'nobody', '__proto__/constructor', 'a/b/c'])(
  'quarantines a claim check with the key %j, which names no order',
  async (key) => {
    const barista = withoutObject(key);
    expect(await barista.receiveBody('a pointer')).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['claim-check-missing']);
  },
);
