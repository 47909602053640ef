import { createOrderStore } from '../../lambda/aws/order-store.ts';
import type { Dynamo } from './dynamo.ts';
import { anOrderTable, type OrderTable } from './order-table.ts';
import { aMessage, anOrder, anotherOrder, aRecord } from './orders.ts';

const LEASE = 10_000;

/** The tests of the order store, on a DynamoDB that `start` opens. */
export const describeOrderStore = (start: () => Promise<Dynamo>): void => {
  let dynamo: Dynamo;
  let table: OrderTable;

  beforeAll(async () => {
    dynamo = await start();
  });
  beforeEach(async () => {
    table = await anOrderTable(dynamo);
  });
  afterAll(() => dynamo.stop());

  const lease = (token: string) => ({ token, until: table.clock.time + LEASE });
  const elapse = (milliseconds: number) => {
    table.clock.time += milliseconds;
  };

  describe('placing an order', () => {
    it('records it as PLACED with version 1, on the board', async () => {
      const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
      await table.store.place(message);
      const { order, orderId, placedAt, requestHash } = message;
      expect(await table.item(orderId)).toEqual({
        ...{ ...order, orderId, placedAt, requestHash, updatedAt: placedAt },
        ...{ status: 'PLACED', version: 1, attempts: 0, boardKey: expect.stringMatching(/^waiting#[0-3]$/) },
      });
    });

    it('keeps the record of the first writer', async () => {
      const first = aMessage();
      await table.store.place(first);
      await table.store.place(aMessage({ orderId: first.orderId, request: anotherOrder() }));
      expect(await table.store.read(first.orderId)).toMatchObject({ requestHash: first.requestHash, ...first.order });
    });

    it('does not change a record that a barista wrote', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      await table.store.place(message);
      expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PREPARING', lease: { token: 'a' } });
    });
  });

  it('returns nothing for an order without a record', async () => {
    expect(await table.store.read(aMessage().orderId)).toBeUndefined();
  });

  describe('claiming an order', () => {
    it('writes the whole record if the cashier could not', async () => {
      const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
      const claim = await table.store.claim(message, lease('a'), message);
      const { order, orderId, placedAt, requestHash } = message;
      const record = {
        ...{ ...order, orderId, placedAt, requestHash, updatedAt: '2026-11-21T09:00:30.000Z' },
        ...{ status: 'PREPARING', version: 1, attempts: 1, lease: lease('a') },
      };
      expect(claim).toEqual({ kind: 'claimed', order: record });
      expect(await table.item(orderId)).toEqual({ ...record, boardKey: expect.stringMatching(/^waiting#[0-3]$/) });
    });

    it('records a PLACED order as PREPARING, with the next version and attempt', async () => {
      const message = aMessage();
      await table.store.place(message);
      expect(await table.store.claim(message, lease('a'), message)).toMatchObject({
        kind: 'claimed',
        order: { status: 'PREPARING', version: 2, attempts: 1, lease: lease('a') },
      });
    });

    it('keeps the time at which the order was first placed', async () => {
      const first = aMessage();
      await table.store.place(first);
      await table.store.claim(first, lease('a'), { ...first, placedAt: '2026-11-21T11:11:11.111Z' });
      expect(await table.store.read(first.orderId)).toMatchObject({ placedAt: first.placedAt });
    });

    it.each([0, LEASE - 1, LEASE])('is refused %d ms into the lease of another barista', async (milliseconds) => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      const held = await table.store.read(message.orderId);
      elapse(milliseconds);
      expect(await table.store.claim(message, lease('b'), message)).toEqual({ kind: 'refused', order: held });
      expect(await table.store.read(message.orderId)).toEqual(held);
    });

    it('succeeds after the lease of another barista has expired', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      elapse(LEASE + 1);
      expect(await table.store.claim(message, lease('b'), message)).toMatchObject({
        kind: 'claimed',
        order: { status: 'PREPARING', version: 2, attempts: 2, lease: lease('b') },
      });
    });

    it('counts the attempts of a redriven order afresh', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      elapse(LEASE + 1);
      await table.store.claim(message, lease('b'), message);
      const failure = { code: 'refused', message: 'it should be possible', at: message.placedAt };
      await table.store.markStuck(message.orderId, 'b', failure);
      expect(await table.store.claim(message, lease('c'), message)).toMatchObject({
        kind: 'claimed',
        order: { status: 'PREPARING', attempts: 1, lease: lease('c') },
      });
    });

    it('is refused for another request under the same id, even after the lease', async () => {
      // GIVEN an order, and another request under the same id
      const message = aMessage();
      const other = aMessage({ orderId: message.orderId, request: anotherOrder() });
      await table.store.place(message);
      // THEN its claim is refused while PLACED and after the lease, and the record does not change
      const placed = await table.store.read(message.orderId);
      expect(await table.store.claim(other, lease('b'), message)).toEqual({ kind: 'refused', order: placed });
      await table.store.claim(message, lease('a'), message);
      elapse(LEASE + 1);
      const preparing = await table.store.read(message.orderId);
      expect(await table.store.claim(other, lease('b'), message)).toEqual({ kind: 'refused', order: preparing });
      expect(await table.store.read(message.orderId)).toEqual(preparing);
    });

    it('succeeds again with the same token, as in a retry after a lost answer', async () => {
      const message = aMessage();
      const first = await table.store.claim(message, lease('a'), message);
      expect(first.kind).toBe('claimed');
      expect(await table.store.claim(message, lease('a'), message)).toEqual(first);
    });

    it('is refused if the order is READY', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      await table.store.finish(message.orderId, 'a');
      elapse(LEASE + 1);
      expect(await table.store.claim(message, lease('b'), message)).toMatchObject({
        kind: 'refused',
        order: { status: 'READY' },
      });
    });
  });

  describe('finishing an order', () => {
    it('records it as READY without a lease, and with a TTL of sixty days', async () => {
      const message = aMessage();
      await table.store.place(message);
      await table.store.claim(message, lease('a'), message);
      elapse(5000);
      const finish = await table.store.finish(message.orderId, 'a');
      const updatedAt = '2026-11-21T09:00:35.000Z';
      expect(finish).toEqual({
        kind: 'recorded',
        change: { status: 'READY', version: 3, updatedAt },
      });
      const item = await table.item(message.orderId);
      expect(item).not.toHaveProperty('lease');
      expect(item).toMatchObject({ expiresAt: Date.parse('2027-01-20T09:00:35.000Z') / 1000 });
    });

    it('is refused if another barista took over the lease', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('old'), message);
      elapse(LEASE + 1);
      await table.store.claim(message, lease('new'), message);
      expect(await table.store.finish(message.orderId, 'old')).toEqual({ kind: 'lease-lost' });
      expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PREPARING', lease: { token: 'new' } });
      expect(await table.store.finish(message.orderId, 'new')).toMatchObject({
        kind: 'recorded',
        change: { version: 3 },
      });
    });

    it('is refused if the order is READY, and does not change its version', async () => {
      const message = aMessage();
      await table.store.claim(message, lease('a'), message);
      await table.store.finish(message.orderId, 'a');
      expect(await table.store.finish(message.orderId, 'a')).toEqual({ kind: 'lease-lost' });
      expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY', version: 2 });
    });

    it('is refused for an order without a claim, or without a record', async () => {
      const message = aMessage();
      expect(await table.store.finish(message.orderId, 'a')).toEqual({ kind: 'lease-lost' });
      expect(await table.item(message.orderId)).toBeUndefined();
      await table.store.place(message);
      expect(await table.store.finish(message.orderId, 'a')).toEqual({ kind: 'lease-lost' });
    });
  });

  it('fails if DynamoDB fails, and reports no refusal', async () => {
    const { client } = dynamo;
    const store = createOrderStore({ client, tableName: 'no-such-table', now: () => table.clock.time });
    const message = aMessage();
    await expect(store.place(message)).rejects.toThrow();
    await expect(store.claim(message, lease('a'), message)).rejects.toThrow();
    await expect(store.finish(message.orderId, 'a')).rejects.toThrow();
  });

  describe('recording the mailed version', () => {
    it('changes nothing else in the record', async () => {
      const record = aRecord({ status: 'COLLECTED', version: 4 });
      await table.put(record);
      elapse(1000);
      await table.store.recordMailed(record.orderId, 3);
      expect(await table.store.read(record.orderId)).toEqual({ ...record, mailed: 3 });
    });

    it.each([
      [2, 3, 3],
      [3, 3, 3],
      [3, 2, 3],
    ])('after version %i, with version %i, keeps the higher one: %i', async (mailed, version, left) => {
      const record = aRecord({ status: 'READY', version: 3, mailed });
      await table.put(record);
      await table.store.recordMailed(record.orderId, version);
      expect(await table.store.read(record.orderId)).toEqual({ ...record, mailed: left });
    });

    it('does not create a record for a deleted order', async () => {
      const { orderId } = aRecord();
      await table.store.recordMailed(orderId, 3);
      expect(await table.item(orderId)).toBeUndefined();
    });
  });
};
