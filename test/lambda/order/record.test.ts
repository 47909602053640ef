import { decodeBoardRow, decodeChange, decodeRecord, orderView } from '../../../lambda/order/record.ts';
import { anOrder, aRecord } from '../../support/orders.ts';

it('decodes a stored item without the attributes of the index and the TTL', () => {
  const record = aRecord({ request: anOrder({ tab: 'table-7' }) });
  expect(decodeRecord({ ...record, boardKey: 'waiting#1', expiresAt: 1 })).toEqual(record);
});

it('decodes the failure of an order that is STUCK', () => {
  const failure = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:00.000Z' };
  const record = aRecord({ status: 'STUCK', failure });
  expect(decodeRecord(record)).toEqual(record);
});

it.each([
  [{ status: 'LOST' }, '/status'],
  [{ version: '1' }, '/version'],
  [{ orderId: undefined }, '/orderId'],
  [{ lease: { token: 'a' } }, '/lease/until'],
  [{ customer: 'Ada Lovelace' }, '/customer'],
])('refuses an item that this release does not read, without its values: %j', (fields, pointer) => {
  const message = `the record should be one that this release reads, got a fault at ${pointer}`;
  expect(() => decodeRecord({ ...aRecord(), ...fields })).toThrow(expect.objectContaining({ message }));
});

it('refuses a change and a row of the board in the same way', () => {
  expect(() => decodeChange({ status: 'READY', version: 2 })).toThrow(
    'the change of a record should be one that this release reads, got a fault at /updatedAt',
  );
  expect(() => decodeBoardRow({ ...aRecord(), customer: { name: 7 } })).toThrow(
    'the record should be one that this release reads, got a fault at /customer/name',
  );
});

it('shows the lines of a long order, which its record does not have, and none if they could not be read', () => {
  const { lines, ...record } = aRecord();
  expect(orderView(record, lines)).toMatchObject({ lines });
  expect(orderView(record, undefined)).not.toHaveProperty('lines');
});

it('shows a customer the order without its internal fields', () => {
  const record = aRecord({ status: 'PREPARING', lease: { token: 'a', until: 1 }, mailed: 3 });
  const { requestHash: _hash, attempts: _attempts, lease: _lease, mailed: _mailed, ...order } = record;
  expect(orderView(record, record.lines ?? [])).toEqual(order);
});
