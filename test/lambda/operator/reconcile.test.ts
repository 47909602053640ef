import { ServiceError } from '../../../lambda/aws/service-error.ts';
import { MissingClaimCheck } from '../../../lambda/order/claim-check.ts';
import { claimCheckKey } from '../../../lambda/order/identity.ts';
import type { Status } from '../../../lambda/order/lifecycle.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../../support/order-table.ts';
import { aMessage, anotherOrder, aRecord } from '../../support/orders.ts';
import { aDeadLetter, aReconcile, LEASE_MARGIN } from '../../support/reconcile.ts';

const FAILURE = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:10.000Z' };
const WRITE = { dryRun: false };
const DAY = 24 * 60 * 60 * 1000;

let dynamo: Dynamo;
let table: OrderTable;

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
});
afterAll(() => dynamo.stop());

const expiresAt = (): number => Math.floor(table.clock.time / 1000) + 60 * (DAY / 1000);

it('names a record that another release wrote, and leaves it as it is', async () => {
  const message = aMessage();
  await table.put({ ...aRecord(message), status: 'A-LATER-STATUS' });
  const before = await table.item(message.orderId);
  const result = await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE);
  expect(result).toEqual({ kind: 'unknown', orderId: message.orderId });
  expect(await table.item(message.orderId)).toEqual(before);
});

describe('an order without a record', () => {
  it('gets the record that its message describes, with the failure of the dead letter', async () => {
    const message = aMessage();
    const result = await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE);
    expect(result).toEqual({ kind: 'recorded', orderId: message.orderId, from: 'none' });
    const { order, orderId, placedAt, requestHash } = message;
    expect(await table.item(orderId)).toMatchObject({
      ...{ ...order, orderId, placedAt, requestHash, updatedAt: new Date(table.clock.time).toISOString() },
      ...{
        status: 'STUCK',
        version: 1,
        attempts: 0,
        boardKey: expect.stringMatching(/^stuck#/),
        failure: FAILURE,
        expiresAt: expiresAt(),
      },
    });
  });

  it('keeps the lines of a long order in S3', async () => {
    const message = aMessage();
    const fetchBody = async () => ({ body: JSON.stringify(message), key: claimCheckKey(message) });
    await aReconcile(table, fetchBody)(aDeadLetter(message, FAILURE), WRITE);
    const { lines: _lines, ...order } = message.order;
    const item = await table.item(message.orderId);
    expect(item).toMatchObject({ ...order, status: 'STUCK' });
    expect(item).not.toHaveProperty('lines');
  });

  it('gets none from a message that is 20 days old, because its record may have expired', async () => {
    const message = aMessage({ placedAt: new Date(table.clock.time - 20 * DAY).toISOString() });
    const result = await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE);
    expect(result.kind).toBe('expired');
    expect(await table.item(message.orderId)).toBeUndefined();
  });

  it('keeps the record that its cashier writes between the read and the write', async () => {
    const message = aMessage();
    const { stuckRecords } = table;
    const placed: OrderTable = {
      ...table,
      stuckRecords: {
        ...stuckRecords,
        write: async (...write) => {
          await table.store.place(message);
          return stuckRecords.write(...write);
        },
      },
    };
    expect(await aReconcile(placed)(aDeadLetter(message, FAILURE), WRITE)).toMatchObject({ kind: 'changed' });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'PLACED', version: 1 });
  });

  it('keeps the record that another release writes between the read and the write', async () => {
    const message = aMessage();
    const { stuckRecords } = table;
    const written: OrderTable = {
      ...table,
      stuckRecords: {
        ...stuckRecords,
        write: async (...write) => {
          await table.put({ ...aRecord(message), status: 'A-LATER-STATUS' });
          return stuckRecords.write(...write);
        },
      },
    };
    const result = await aReconcile(written)(aDeadLetter(message, FAILURE), WRITE);
    expect(result).toEqual({ kind: 'unknown', orderId: message.orderId });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'A-LATER-STATUS', version: 1 });
  });

  it('refuses the later PLACED record of its cashier', async () => {
    const message = aMessage();
    await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE);
    expect(await table.store.place(message)).toEqual({ kind: 'present' });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'STUCK', version: 1 });
  });
});

describe('an order on record', () => {
  const lease = (until: number) => ({ token: 'token', until });
  const put = (status: Status, more: object = {}) => {
    const message = aMessage();
    const record = aRecord({ ...message, status, version: 3, attempts: 2, ...more });
    return table.put(record).then(() => message);
  };

  it.each<[Status, object]>([
    ['PLACED', {}],
    ['PREPARING', { lease: { token: 'token', until: 0 } }],
  ])('becomes STUCK from %s, and keeps its attempts', async (status, more) => {
    const message = await put(status, more);
    const result = await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE);
    expect(result).toEqual({ kind: 'recorded', orderId: message.orderId, from: status });
    const item = await table.item(message.orderId);
    expect(item).toMatchObject({ status: 'STUCK', version: 4, attempts: 2, failure: FAILURE, expiresAt: expiresAt() });
    expect(item?.boardKey).toMatch(/^stuck#/);
    expect(item).not.toHaveProperty('lease');
  });

  it.each<[Status, string, object]>([
    ['READY', 'done', {}],
    ['COLLECTED', 'done', {}],
    ['CANCELLED', 'done', {}],
    ['STUCK', 'stuck', { failure: { ...FAILURE, code: 'earlier' } }],
    ['PREPARING', 'leased', { lease: { token: 'token', until: Number.MAX_SAFE_INTEGER } }],
  ])('stays as it is: %s', async (status, kind, more) => {
    const message = await put(status, more);
    const before = await table.item(message.orderId);
    expect(await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE)).toEqual({ kind, orderId: message.orderId });
    expect(await table.item(message.orderId)).toEqual(before);
  });

  it('stays as it is until the margin after its lease, because two clocks can differ', async () => {
    const message = await put('PREPARING', { lease: lease(table.clock.time - LEASE_MARGIN) });
    expect(await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE)).toMatchObject({ kind: 'leased' });
    table.clock.time += 1;
    expect(await aReconcile(table)(aDeadLetter(message, FAILURE), WRITE)).toMatchObject({ kind: 'recorded' });
  });

  it('stays as it is if it belongs to another request', async () => {
    const message = await put('PLACED');
    const other = aMessage({ orderId: message.orderId, request: anotherOrder() });
    expect(await aReconcile(table)(aDeadLetter(other, FAILURE), WRITE)).toMatchObject({ kind: 'conflict' });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'PLACED', version: 3 });
  });

  it('stays as it is in a dry run, which tells what it would record', async () => {
    const message = await put('PLACED');
    const result = await aReconcile(table)(aDeadLetter(message, FAILURE), { dryRun: true });
    expect(result).toEqual({ kind: 'recorded', orderId: message.orderId, from: 'PLACED' });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'PLACED', version: 3 });
  });

  it('becomes STUCK once if its dead letter is there twice', async () => {
    const message = await put('PLACED');
    const letter = aDeadLetter(message, FAILURE);
    expect(await aReconcile(table)(letter, WRITE)).toMatchObject({ kind: 'recorded' });
    expect(await aReconcile(table)(letter, WRITE)).toMatchObject({ kind: 'stuck' });
    expect(await table.item(message.orderId)).toMatchObject({ version: 4 });
  });

  it('says so if a barista claims the order between the read and the write', async () => {
    const message = await put('PLACED');
    const { stuckRecords } = table;
    const claimed: OrderTable = {
      ...table,
      stuckRecords: {
        ...stuckRecords,
        mark: async (seen, failure) => {
          await table.store.claim(message, lease(table.clock.time + 10_000));
          return stuckRecords.mark(seen, failure);
        },
      },
    };
    expect(await aReconcile(claimed)(aDeadLetter(message, FAILURE), WRITE)).toMatchObject({ kind: 'leased' });
    expect(await table.item(message.orderId)).toMatchObject({ status: 'PREPARING', version: 4 });
  });

  it('counts as recorded if the answer to the write was lost and the SDK wrote again', async () => {
    const message = await put('PLACED');
    const { stuckRecords } = table;
    const retried: OrderTable = {
      ...table,
      stuckRecords: {
        ...stuckRecords,
        mark: async (seen, failure) => {
          await stuckRecords.mark(seen, failure);
          return stuckRecords.mark(seen, failure);
        },
      },
    };
    expect(await aReconcile(retried)(aDeadLetter(message, FAILURE), WRITE)).toMatchObject({ kind: 'recorded' });
  });

  it('gets the reason exhausted if SQS moved its message', async () => {
    const message = await put('PLACED');
    await aReconcile(table)({ body: JSON.stringify(message), failure: undefined }, WRITE);
    const at = new Date(table.clock.time).toISOString();
    expect(await table.item(message.orderId)).toMatchObject({ failure: { code: 'exhausted', at } });
  });

  it('becomes STUCK if its claim check is missing, by the key', async () => {
    const message = await put('PLACED');
    const fetchBody = async () => Promise.reject(new MissingClaimCheck(claimCheckKey(message)));
    const result = await aReconcile(table, fetchBody)(aDeadLetter(message, FAILURE), WRITE);
    expect(result).toEqual({ kind: 'recorded', orderId: message.orderId, from: 'PLACED' });
  });
});

it.each([
  ['not-json', 'nothing'],
  ['malformed', JSON.stringify({ ...aMessage(), smuggled: true })],
  ['newer-version', JSON.stringify({ ...aMessage(), v: 99 })],
])('touches no record for an unreadable message: %s', async (code, body) => {
  expect(await aReconcile(table)({ body, failure: undefined }, WRITE)).toMatchObject({ kind: 'unreadable', code });
});

it('fails if S3 does not answer, so that the order is not skipped', async () => {
  const outage = new ServiceError('unavailable', { service: 's3', operation: 'GetObject' }, 'ECONNREFUSED');
  const reconcile = aReconcile(table, async () => Promise.reject(outage));
  await expect(reconcile({ body: 'a pointer', failure: undefined }, WRITE)).rejects.toBe(outage);
});

it('writes no record where there is one by now, even one that is STUCK', async () => {
  const message = aMessage();
  const stuck = { ...aRecord(message), status: 'STUCK', failure: FAILURE };
  await table.put(stuck);
  expect(await table.stuckRecords.write(message, message, FAILURE)).toBeUndefined();
  expect(await table.item(message.orderId)).toEqual(stuck);
});
