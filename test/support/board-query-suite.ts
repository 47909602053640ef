import type { LaneContent } from '../../lambda/aws/board-query.ts';
import type { Lane } from '../../lambda/order/lane.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
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

  const FAILURE = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:00.000Z' };
  const minute = (n: number) => new Date(Date.parse('2026-11-21T09:00:00.000Z') + n * 60_000).toISOString();

  /** An order id whose first digits belong to one of the four partitions of a lane. */
  const inPartition = (n: number, digits: number) =>
    `${digits.toString(16).padStart(7, '0')}${n % 4}-0000-4000-8000-000000000000`;

  /** The newest order is placed first. Returns the messages, oldest first. */
  const placeAll = async (count: number, from = 0): Promise<OrderMessage[]> => {
    const messages = Array.from({ length: count }, (_, n) =>
      aMessage({ orderId: inPartition(n, from + n), placedAt: minute(from + n) }),
    );
    await Promise.all(messages.toReversed().map((message) => table.store.place(message)));
    return messages;
  };
  const claim = async (message: OrderMessage): Promise<void> => {
    await table.store.claim(message, { token: message.orderId, until: table.clock.time + 1000 }, message);
  };
  const finish = async (message: OrderMessage): Promise<void> => {
    await claim(message);
    await table.store.finish(message.orderId, message.orderId);
  };
  const quarantine = async (message: OrderMessage): Promise<void> => {
    await claim(message);
    await table.store.markStuck(message.orderId, message.orderId, FAILURE);
  };
  const numbersOf = (messages: readonly OrderMessage[]) => messages.map(({ order }) => order.number);
  const readLane = async (lane: Lane): Promise<LaneContent & { readonly numbers: readonly string[] }> => {
    const read = (await table.readBoard())[lane];
    if (read.status === 'rejected') throw read.reason;
    return { ...read.value, numbers: read.value.rows.map(({ number }) => number) };
  };

  it('lists the waiting orders of all partitions, oldest first', async () => {
    const oldestFirst = numbersOf(await placeAll(9));
    expect(await readLane('waiting')).toMatchObject({ total: 9, oldestAt: minute(0), numbers: oldestFirst });
  });

  it.each([
    ['ready', finish],
    ['stuck', quarantine],
  ] as const)('lists the %s orders of all partitions, newest first', async (lane, change) => {
    const messages = await placeAll(9);
    await Promise.all(messages.map(change));
    const numbers = numbersOf(messages.toReversed());
    expect(await readLane(lane)).toMatchObject({ total: 9, oldestAt: minute(0), numbers });
    expect(await readLane('waiting')).toEqual({ total: 0, oldestAt: undefined, rows: [], numbers: [] });
  });

  it('finds every waiting, preparing and stuck order behind newer ready orders', async () => {
    const [first, second, third] = await placeAll(3);
    if (!first || !second || !third) throw new Error('three orders should be placed');
    await claim(second);
    await quarantine(third);
    const newer = await placeAll(250, 3);
    await Promise.all(newer.map(finish));
    expect((await readLane('waiting')).rows.map(({ status }) => status)).toEqual(['PLACED', 'PREPARING']);
    expect((await readLane('stuck')).numbers).toEqual([third.order.number]);
    const newest = numbersOf(newer.slice(-100).toReversed());
    expect(await readLane('ready')).toMatchObject({ total: 250, oldestAt: minute(3), numbers: newest });
  }, 60_000);

  it('lists the oldest 200 waiting orders, and counts the others', async () => {
    const messages = await placeAll(210);
    const numbers = numbersOf(messages.slice(0, 200));
    expect(await readLane('waiting')).toMatchObject({ total: 210, numbers });
  }, 60_000);

  it('reads empty lanes without orders', async () => {
    const empty = { status: 'fulfilled', value: { total: 0, oldestAt: undefined, rows: [] } };
    expect(await table.readBoard()).toEqual({ waiting: empty, ready: empty, stuck: empty });
  });

  it('leaves out cancelled and collected orders', async () => {
    const [waiting, ready, stuck] = await placeAll(3);
    if (!waiting || !ready || !stuck) throw new Error('three orders should be placed');
    await finish(ready);
    await quarantine(stuck);
    for (const { orderId } of [waiting, stuck]) await table.store.cancel(orderId);
    await table.store.collect(ready.orderId);
    for (const lane of ['waiting', 'ready', 'stuck'] as const) expect(await readLane(lane)).toMatchObject({ total: 0 });
  });

  it('shows a redriven order among the waiting ones', async () => {
    const [message] = await placeAll(1);
    if (!message) throw new Error('an order should be placed');
    await quarantine(message);
    await claim(message);
    expect((await readLane('waiting')).rows).toMatchObject([{ status: 'PREPARING' }]);
    expect(await readLane('stuck')).toMatchObject({ total: 0 });
  });

  it('shows an order without its id, address and lines', async () => {
    const message = aMessage({ placedAt: minute(0), request: anOrder({ tab: 'table-7' }) });
    await table.store.place(message);
    expect((await readLane('waiting')).rows).toEqual([
      {
        number: message.order.number,
        customer: { name: 'Ada Lovelace' },
        status: 'PLACED',
        placedAt: minute(0),
        tab: 'table-7',
      },
    ]);
  });
};
