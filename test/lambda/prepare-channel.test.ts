import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as v from 'valibot';
import { announcePrepare, PREPARE_CHANNEL } from '../../lambda/barista/prepare-channel.ts';
import { aBarista } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable } from '../support/order-table.ts';
import { aMessage } from '../support/orders.ts';

const messageSchema = v.object({ orderId: v.string(), waitFor: v.function(), giveUp: v.function() });
type Received = v.InferOutput<typeof messageSchema>;

describe('the channel of the work', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  let listeners: ChannelListener[] = [];
  const onPrepare = (listener: (message: Received) => void): void => {
    const listen: ChannelListener = (message) => listener(v.parse(messageSchema, message));
    subscribe(PREPARE_CHANNEL, listen);
    listeners.push(listen);
  };
  afterEach(() => {
    for (const listener of listeners) unsubscribe(PREPARE_CHANNEL, listener);
    listeners = [];
  });

  it('costs nothing without a subscriber', () => {
    expect(announcePrepare('order')).toBeUndefined();
  });

  it('names the order before it is prepared, and the barista waits for each promise of a subscriber', async () => {
    // GIVEN two subscribers that hold the work back
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const named: string[] = [];
    const told = Promise.withResolvers<void>();
    for (const { promise } of gates)
      onPrepare(({ orderId, waitFor }) => {
        waitFor(promise);
        if (named.push(orderId) === 2) told.resolve();
      });
    const barista = aBarista(await anOrderTable(dynamo));
    const message = aMessage();

    // WHEN only one of them lets go
    const working = barista.receive(message);
    await told.promise;
    gates[0]?.resolve();
    await new Promise(setImmediate);

    // THEN
    expect(named).toEqual([message.orderId, message.orderId]);
    expect(barista.prepared).toEqual([]);
    gates[1]?.resolve();
    expect(await working).toEqual({ kind: 'acknowledged' });
    expect(barista.prepared).toEqual([message.orderId]);
  });

  it('settles after all promises, also if one of them rejects at once', async () => {
    const slow = Promise.withResolvers<void>();
    onPrepare(({ waitFor }) => {
      waitFor(Promise.reject(new Error('no water')));
      waitFor(slow.promise);
    });
    const failed = jest.fn();
    const announced = announcePrepare('order')?.catch(failed);
    await new Promise(setImmediate);
    expect(failed).not.toHaveBeenCalled();
    slow.resolve();
    await announced;
    expect(failed).toHaveBeenCalledWith(new Error('no water'));
  });

  it('fails the attempt with the error of a promise', async () => {
    onPrepare(({ waitFor }) => waitFor(Promise.reject(new Error('no water'))));
    const table = await anOrderTable(dynamo);
    const barista = aBarista(table);
    const message = aMessage();
    expect(await barista.receive(message)).toMatchObject({ kind: 'failed', error: new Error('no water') });
    expect(barista.prepared).toEqual([]);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'PLACED', attempts: 1 });
  });

  it('quarantines an order that a subscriber gives up, with its code and its reason', async () => {
    onPrepare(({ giveUp }) => giveUp('no-water', 'the machine should have water, got none'));
    const table = await anOrderTable(dynamo);
    const barista = aBarista(table);
    const message = aMessage();
    expect(await barista.receive(message)).toEqual({ kind: 'acknowledged' });
    expect(barista.deadLetters).toMatchObject([
      { failure: { code: 'no-water', message: 'the machine should have water, got none' } },
    ]);
    expect(barista.prepared).toEqual([]);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'STUCK', failure: { code: 'no-water' } });
  });
});
