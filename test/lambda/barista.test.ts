import type { OrderEvent } from '../../lambda/order/event.ts';
import { aBarista } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage, anOrder, aRecord } from '../support/orders.ts';

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

/** An SNS that refuses the events of one type. */
const refusing = (type: OrderEvent['type']) => async (event: OrderEvent) => {
  if (event.type === type) throw new Error('SNS does not answer');
};

describe('an order', () => {
  it('is claimed, prepared and finished, and announced at each step', async () => {
    const message = aMessage();
    await table.store.place(message);
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    const { orderId, order } = message;
    const common = { v: 1, orderId, number: order.number, at: '2026-11-21T09:00:30.000Z' };
    expect(barista.announced).toEqual([
      { ...common, type: 'order.preparing', status: 'PREPARING', version: 2 },
      { ...common, type: 'order.ready', status: 'READY', version: 3 },
    ]);
    expect(barista.prepared).toEqual([orderId]);
  });

  it('is made even if the cashier could not record it', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(await table.store.read(message.orderId)).toMatchObject({ ...message.order, status: 'READY', version: 2 });
  });

  it('is announced only after it is recorded', async () => {
    // GIVEN an announcement that reads the record
    const seen: unknown[] = [];
    const barista = aBarista(table, {
      announcing: async ({ type, orderId, version }) => {
        const record = await table.store.read(orderId);
        seen.push({ type, told: version, status: record?.status, recorded: record?.version });
      },
    });
    // WHEN an order is made
    await barista.receive(aMessage());
    // THEN each step was on record before its announcement
    expect(seen).toEqual([
      { type: 'order.preparing', told: 1, status: 'PREPARING', recorded: 1 },
      { type: 'order.ready', told: 2, status: 'READY', recorded: 2 },
    ]);
  });

  it('is passed to prepare as the recorded order', async () => {
    const handed: unknown[] = [];
    const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
    await aBarista(table, { prepare: async (record) => void handed.push(record) }).receive(message);
    expect(handed).toEqual([
      expect.objectContaining({ ...message.order, orderId: message.orderId, status: 'PREPARING' }),
    ]);
  });
});

describe('a redelivered message', () => {
  it('announces a READY order again with the version of READY, and does not prepare it again', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    await barista.receive(message);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    const [, ready, again] = barista.announced;
    expect(again).toEqual(ready);
    expect(barista.announced).toHaveLength(3);
    expect(barista.prepared).toHaveLength(1);
  });

  it('announces a COLLECTED order as READY, with the version of READY', async () => {
    const message = aMessage();
    await table.put(aRecord({ ...message, status: 'COLLECTED', version: 4, attempts: 1 }));
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toMatchObject([{ type: 'order.ready', status: 'READY', version: 3 }]);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'COLLECTED', version: 4 });
  });

  it('announces a CANCELLED order, and does not prepare it', async () => {
    const message = aMessage();
    await table.put(aRecord({ ...message, status: 'CANCELLED', version: 2 }));
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toMatchObject([{ type: 'order.cancelled', status: 'CANCELLED', version: 2 }]);
    expect(barista.prepared).toEqual([]);
  });

  it('retries a failed READY announcement', async () => {
    const message = aMessage();
    await aBarista(table, { announcing: refusing('order.ready') }).receive(message);
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toMatchObject([{ type: 'order.ready', version: 2 }]);
  });
});

describe('a failed announcement', () => {
  it('of PREPARING does not fail the record', async () => {
    const message = aMessage();
    const barista = aBarista(table, { announcing: refusing('order.preparing') });
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toMatchObject([{ type: 'order.ready' }]);
  });

  it('of READY fails the record, and blocks nothing', async () => {
    const message = aMessage();
    const barista = aBarista(table, { announcing: refusing('order.ready') });
    const unannounced = { kind: 'failed', reason: 'unannounced', blocks: false };
    expect(await barista.receive(message)).toMatchObject(unannounced);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY', version: 2 });
    expect(await barista.receive(message)).toMatchObject(unannounced);
  });

  it('of READY is retried with a delay that follows the time for which it has been failing', async () => {
    const message = aMessage();
    const barista = aBarista(table, { announcing: refusing('order.ready') });
    for (const [minutes, least, most] of [
      [0, 3, 5],
      [4, 60, 120],
      [600, 450, 900],
    ] as const) {
      const firstReceivedAt = table.clock.time - minutes * 60_000;
      const outcome = await barista.receive(message, { firstReceivedAt, receiveCount: 400 });
      const seconds = outcome.kind === 'failed' ? outcome.seconds : Number.NaN;
      expect(seconds).toBeGreaterThanOrEqual(least);
      expect(seconds).toBeLessThanOrEqual(most);
    }
  });

  it('of READY on a tab is retried on `orders`, so the tab continues', async () => {
    const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
    const barista = aBarista(table, { announcing: refusing('order.ready') });
    expect(await barista.receive(message, { queue: 'tabs.fifo', group: 'table-7' })).toEqual(ACKNOWLEDGED);
    expect(barista.forwarded).toEqual([JSON.stringify(message)]);

    const another = aBarista(table);
    expect(await another.receiveBody(barista.forwarded[0] ?? '')).toEqual(ACKNOWLEDGED);
    expect(another.announced).toMatchObject([{ type: 'order.ready', version: 2 }]);
    expect(another.prepared).toEqual([]);
  });

  it('of READY stays on the tab if it cannot be forwarded', async () => {
    const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
    const forwarding = () => Promise.reject(new Error('SQS does not answer'));
    const barista = aBarista(table, { announcing: refusing('order.ready'), forwarding });
    const outcome = await barista.receive(message, { queue: 'tabs.fifo', group: 'table-7' });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'unannounced', blocks: false });
  });

  it('of CANCELLED does not fail the record, because the counter announces it too', async () => {
    const message = aMessage();
    await table.put(aRecord({ ...message, status: 'CANCELLED', version: 2 }));
    const barista = aBarista(table, { announcing: refusing('order.cancelled') });
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
  });
});

describe('a failed prepare', () => {
  it('fails the record, counts as an attempt, and leaves the order PLACED for the next one', async () => {
    const message = aMessage();
    const barista = aBarista(table, { prepare: () => Promise.reject(new Error('the work fails')) });
    expect(await barista.receive(message)).toMatchObject({ kind: 'failed', reason: 'unexpected', blocks: true });
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED', attempts: 1 });
    expect(barista.announced.map(({ type }) => type)).toEqual(['order.preparing']);
    expect(await aBarista(table).receive(message)).toEqual(ACKNOWLEDGED);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY', attempts: 2 });
  });

  it('waits for the announcement of PREPARING before it settles', async () => {
    // GIVEN a prepare that fails before the announcement of PREPARING settles
    const steps: string[] = [];
    const barista = aBarista(table, {
      prepare: () => Promise.reject(new Error('the work fails')),
      announcing: async ({ orderId }) => {
        await table.store.read(orderId);
        steps.push('announced');
      },
    });
    await barista.receive(aMessage());
    steps.push('settled');
    expect(steps).toEqual(['announced', 'settled']);
  });
});
