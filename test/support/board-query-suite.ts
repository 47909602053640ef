import type { Dynamo } from './dynamo.ts';
import { anOrderTable, type OrderTable } from './order-table.ts';
import { aMessage, anOrder } from './orders.ts';

/** The tests of the board query, on a DynamoDB that `start` opens. */
export const describeBoard = (start: () => Promise<Dynamo>): void => {
  let dynamo: Dynamo;
  let table: OrderTable;

  beforeAll(async () => {
    dynamo = await start();
  });
  beforeEach(async () => {
    table = await anOrderTable(dynamo);
  });
  afterAll(() => dynamo.stop());

  const minute = (n: number) => new Date(Date.parse('2026-11-21T09:00:00.000Z') + n * 60_000).toISOString();

  /** An order id whose first digits belong to one of the four partitions of the board. */
  const inPartition = (n: number, digits: number) =>
    `${digits.toString(16).padStart(7, '0')}${n % 4}-0000-4000-8000-000000000000`;

  const placeAll = async (count: number) => {
    const messages = Array.from({ length: count }, (_, n) =>
      aMessage({ orderId: inPartition(n, n), placedAt: minute(n) }),
    );
    // The newest order is placed first.
    await Promise.all(messages.toReversed().map((message) => table.store.place(message)));
    return messages.map(({ order }) => order.number).toReversed();
  };

  it('lists the orders of all partitions, newest first', async () => {
    const newestFirst = await placeAll(9);
    const rows = await table.readBoard(200);
    expect(rows.map(({ number }) => number)).toEqual(newestFirst);
  });

  it('lists only the newest orders up to the limit', async () => {
    const newestFirst = await placeAll(20);
    const rows = await table.readBoard(3);
    expect(rows.map(({ number }) => number)).toEqual(newestFirst.slice(0, 3));
  });

  it('lists more orders than one batch read returns', async () => {
    const newestFirst = await placeAll(120);
    const rows = await table.readBoard(200);
    expect(rows.map(({ number }) => number)).toEqual(newestFirst);
  }, 30_000);

  it('returns an empty list without orders', async () => {
    expect(await table.readBoard(200)).toEqual([]);
  });

  it('shows the current state of an order, without its id, address and lines', async () => {
    const message = aMessage({ placedAt: minute(0), request: anOrder({ tab: 'table-7' }) });
    await table.store.place(message);
    await table.store.claim(message, { token: 'a', until: table.clock.time + 1000 }, message);
    expect(await table.readBoard(200)).toEqual([
      {
        number: message.order.number,
        customer: { name: 'Ada Lovelace' },
        status: 'PREPARING',
        placedAt: minute(0),
        updatedAt: '2026-11-21T09:00:30.000Z',
      },
    ]);
  });
};
