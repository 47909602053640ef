import { PermanentError } from '../../lambda/errors.ts';
import { aBarista } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage } from '../support/orders.ts';
import type { RecordVariation } from '../support/sqs.ts';

const ACKNOWLEDGED = { kind: 'acknowledged' };
const outOfStock = () => Promise.reject(new PermanentError('out-of-stock', 'it should be in stock'));
const fails = () => Promise.reject(new Error('the work fails'));
const down = () => Promise.reject(new Error('SQS does not answer'));
let dynamo: Dynamo;
let table: OrderTable;

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
});
afterAll(() => dynamo.stop());

describe('an order that can never be made', () => {
  it('is dead-lettered with its reason, then recorded as STUCK, then announced', async () => {
    // GIVEN
    const message = aMessage();
    const steps: string[] = [];
    const look = async (what: string) => {
      steps.push(`${what} while ${(await table.store.read(message.orderId))?.status}`);
    };
    const barista = aBarista(table, {
      prepare: outOfStock,
      deadLettering: () => look('dead-lettered'),
      announcing: ({ type }) => look(type),
    });

    // WHEN
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);

    // THEN
    expect(steps).toEqual([
      'order.preparing while PREPARING',
      'dead-lettered while PREPARING',
      'order.stuck while STUCK',
    ]);
    const failure = { code: 'out-of-stock', message: 'it should be in stock' };
    expect(barista.deadLetters).toMatchObject([{ record: { body: JSON.stringify(message) }, failure }]);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'STUCK', failure });
    expect((await table.item(message.orderId))?.boardKey).toMatch(/^stuck#[0-3]$/);
  });

  it('is recorded and dead-lettered with a message of at most 500 characters, without order ids', async () => {
    const message = aMessage();
    const prepare = () =>
      Promise.reject(new PermanentError('out-of-stock', `${message.orderId} ${'x'.repeat(400_000)}`));
    const barista = aBarista(table, { prepare });
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    const { failure } = (await table.store.read(message.orderId)) ?? {};
    expect(failure?.message).toHaveLength(500);
    expect(barista.deadLetters).toMatchObject([{ failure: { message: failure?.message } }]);
    expect(JSON.stringify([barista.lines, barista.deadLetters.map((letter) => letter.failure)])).not.toContain(
      message.orderId,
    );
  });

  it('logs why it was given up, if the dead-letter queue is down', async () => {
    const barista = aBarista(table, { prepare: outOfStock, deadLettering: down });
    await barista.receive(aMessage());
    expect(barista.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        event: 'record.not-quarantined',
        fields: expect.objectContaining({ code: 'out-of-stock', message: 'it should be in stock' }),
      }),
    );
  });

  it('stays on its queue, and is not STUCK, if the dead-letter queue is down', async () => {
    const message = aMessage();
    const barista = aBarista(table, { prepare: outOfStock, deadLettering: down });
    expect(await barista.receive(message)).toMatchObject({ kind: 'failed', blocks: true });
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED' });
    expect(barista.announced.map(({ type }) => type)).not.toContain('order.stuck');
  });

  it('stays on its queue if it cannot be recorded as STUCK', async () => {
    const message = aMessage();
    const store = { ...table.store, markStuck: down };
    expect(await aBarista({ ...table, store }, { prepare: outOfStock }).receive(message)).toMatchObject({
      kind: 'failed',
    });
  });

  it('is made after a redrive, with its attempts counted from 1', async () => {
    const message = aMessage();
    await aBarista(table, { prepare: outOfStock }).receive(message);
    expect(await aBarista(table).receive(message)).toEqual(ACKNOWLEDGED);
    const record = await table.store.read(message.orderId);
    expect(record).toMatchObject({ status: 'READY', attempts: 1 });
    expect(record).not.toHaveProperty('failure');
  });
});

describe('an order whose prepare fails every time', () => {
  it('is quarantined at its thirteenth claim, after twelve attempts', async () => {
    const message = aMessage();
    const barista = aBarista(table, { prepare: fails });
    for (let attempt = 1; attempt <= 12; attempt++)
      expect(await barista.receive(message)).toMatchObject({ reason: 'unexpected' });
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.prepared).toHaveLength(12);
    expect(barista.codes()).toEqual(['exhausted']);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'STUCK', failure: { code: 'exhausted' } });
  });

  it('waits longer after each attempt, for a random time between half the cap and the cap', async () => {
    const message = aMessage();
    const barista = aBarista(table, { prepare: fails });
    for (const cap of [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]) {
      const outcome = await barista.receive(message, { receiveCount: 300 });
      const seconds = outcome.kind === 'failed' ? outcome.seconds : Number.NaN;
      expect(seconds).toBeGreaterThanOrEqual(cap / 2);
      expect(seconds).toBeLessThanOrEqual(cap);
    }
  });
});

describe('a failure that the order did not cause', () => {
  it('counts no attempt if the order cannot be recorded as READY', async () => {
    const message = aMessage();
    const store = { ...table.store, finish: down };
    expect(await aBarista({ ...table, store }).receive(message)).toMatchObject({ kind: 'failed' });
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED', attempts: 0 });
  });

  it('counts no attempt for a claim whose answer was lost', async () => {
    const message = aMessage();
    const store: typeof table.store = {
      ...table.store,
      claim: async (...claim) => {
        await table.store.claim(...claim);
        throw new Error('the answer was lost');
      },
    };
    await aBarista({ ...table, store }).receive(message);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED', attempts: 0 });
  });

  it('does not release the lease of another barista', async () => {
    const message = aMessage();
    await table.store.claim(message, { token: 'other', until: table.clock.time + 1000 }, message);
    const store = { ...table.store, claim: down };
    await aBarista({ ...table, store }).receive(message);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PREPARING', lease: { token: 'other' } });
  });

  it('delays the retry until the lease of another barista ends', async () => {
    const message = aMessage();
    await table.store.claim(message, { token: 'other', until: table.clock.time + 4000 }, message);
    expect(await aBarista(table).receive(message)).toMatchObject({ reason: 'leased', seconds: 4 });
  });
});

describe('a failure that is not an attempt', () => {
  const secondsOf = async (minutes: number, variation: RecordVariation = {}, message = aMessage()) => {
    const barista = aBarista({ ...table, store: { ...table.store, claim: down } });
    const firstReceivedAt = table.clock.time - minutes * 60_000;
    const outcome = await barista.receive(message, { firstReceivedAt, ...variation });
    return outcome.kind === 'failed' ? outcome.seconds : Number.NaN;
  };

  it.each([
    [0, 2.5, 5],
    [1, 15, 30],
    [10, 150, 300],
    [30, 450, 900],
    [720, 450, 900],
  ])(
    'delays the retry of a message that has been failing for %d minutes by %d to %d s',
    async (minutes, least, most) => {
      for (const receiveCount of [1, 3, 499]) {
        const seconds = await secondsOf(minutes, { receiveCount });
        expect(seconds).toBeGreaterThanOrEqual(least);
        expect(seconds).toBeLessThanOrEqual(most);
      }
    },
  );

  it('counts the time from ten minutes before the pick-up, not from the first receive of hours ago', async () => {
    const pickupAt = new Date(table.clock.time + 9 * 60_000).toISOString();
    const message = aMessage();
    const seconds = await secondsOf(600, {}, { ...message, order: { ...message.order, pickupAt } });
    expect(seconds).toBeGreaterThanOrEqual(15);
    expect(seconds).toBeLessThanOrEqual(30);
  });
});

describe('a message that was received more than 500 times', () => {
  const worn = { receiveCount: 501 };

  it('is quarantined before it is decoded, and changes no record', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    expect(await barista.receive(message, worn)).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['exhausted']);
    expect(await table.store.read(message.orderId)).toBeUndefined();
  });

  it('is made if it was blocked behind others of its group', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    expect(await barista.receiveBody(JSON.stringify(message), worn, false)).toEqual(ACKNOWLEDGED);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY' });
  });
});

describe('a message that is twenty days old', () => {
  const old = (days: number) => aMessage({ placedAt: new Date(table.clock.time - days * 86_400_000).toISOString() });

  it('is quarantined without a record, because the record may have expired', async () => {
    const message = old(20);
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['expired']);
    expect(await table.store.read(message.orderId)).toBeUndefined();
  });

  it('is made with a record, as is a younger one without a record', async () => {
    const recorded = old(20);
    await table.store.place(recorded);
    const younger = old(19);
    for (const message of [recorded, younger]) {
      expect(await aBarista(table).receive(message)).toEqual(ACKNOWLEDGED);
      expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY' });
    }
  });
});

describe('an order with a pick-up time', () => {
  const inMinutes = (minutes: number) => {
    const message = aMessage();
    const pickupAt = new Date(table.clock.time + minutes * 60_000).toISOString();
    return { ...message, order: { ...message.order, pickupAt } };
  };

  it('is hidden until ten minutes before that time, and is not claimed', async () => {
    const message = inMinutes(11);
    const barista = aBarista(table);
    expect(await barista.receive(message)).toMatchObject({ kind: 'failed', reason: 'early', seconds: 60 });
    expect(await table.store.read(message.orderId)).toBeUndefined();
    expect(barista.lines).toEqual([]);
  });

  it('is made from ten minutes before that time', async () => {
    const message = inMinutes(10);
    expect(await aBarista(table).receive(message)).toEqual(ACKNOWLEDGED);
    const { pickupAt } = message.order;
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY', pickupAt });
  });
});
