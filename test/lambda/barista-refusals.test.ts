import { samples } from '../../lambda/product/index.ts';
import { aBarista, heldPrepare, LEASE_MILLISECONDS } from '../support/barista.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage, anotherOrder } from '../support/orders.ts';

const failed = (reason: string) => expect.objectContaining({ kind: 'failed', reason, blocks: true });
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

describe('two baristas with one order', () => {
  it('never prepare it at the same time', async () => {
    // GIVEN two concurrent deliveries of one order, and a prepare that runs until the test releases it
    const message = aMessage();
    const { prepare, twice, letGo } = heldPrepare();
    const baristas = [aBarista(table, { prepare }), aBarista(table, { prepare })];
    const deliveries = baristas.map(({ receive }) => receive(message));
    // WHEN one delivery is refused while the other prepares
    const refused = await Promise.race([...deliveries, twice]);
    letGo();
    // THEN only one of them prepared
    expect(refused).toEqual(failed('leased'));
    expect(await Promise.all(deliveries)).toEqual(expect.arrayContaining([failed('leased'), ACKNOWLEDGED]));
    expect(baristas.flatMap(({ prepared }) => prepared)).toEqual([message.orderId]);
  });

  it('cannot claim it during a live lease, and announce nothing', async () => {
    const message = aMessage();
    await table.store.claim(message, { token: 'other', until: table.clock.time + 1 }, message);
    const held = await table.store.read(message.orderId);
    const barista = aBarista(table);
    expect(await barista.receive(message)).toEqual(failed('leased'));
    expect(barista).toMatchObject({ prepared: [], announced: [] });
    expect(await table.store.read(message.orderId)).toEqual(held);
  });

  it('cannot both finish it: the one whose lease expired fails', async () => {
    // GIVEN a barista whose prepare runs until its lease has expired
    const message = aMessage();
    const { prepare, begun, letGo } = heldPrepare();
    const old = aBarista(table, { prepare });
    const late = old.receive(message);
    await begun;
    table.clock.time += LEASE_MILLISECONDS + 1;
    // WHEN another barista claims the order and prepares it
    const another = heldPrepare();
    const made = aBarista(table, another).receive(message);
    await another.begun;
    letGo();
    // THEN only the second one can record and announce READY
    expect(await late).toEqual(failed('lease-lost'));
    another.letGo();
    expect(await made).toEqual(ACKNOWLEDGED);
    expect(old.announced.map(({ type }) => type)).toEqual(['order.preparing']);
    expect(await table.store.read(message.orderId)).toMatchObject({ status: 'READY', version: 3, attempts: 2 });
  });

  it('cannot claim it in the last millisecond of a lease', async () => {
    const message = aMessage();
    const { prepare, begun, letGo } = heldPrepare();
    const first = aBarista(table, { prepare }).receive(message);
    await begun;
    table.clock.time += LEASE_MILLISECONDS;
    expect(await aBarista(table).receive(message)).toEqual(failed('leased'));
    letGo();
    expect(await first).toEqual(ACKNOWLEDGED);
  });
});

describe('a message that cannot be processed', () => {
  it('is quarantined if the record holds another request, and changes nothing', async () => {
    const message = aMessage();
    await table.store.place(message);
    const barista = aBarista(table);
    const other = aMessage({ orderId: message.orderId, request: anotherOrder() });
    const before = await table.item(message.orderId);
    expect(await barista.receive(other)).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['conflict']);
    expect(await table.item(message.orderId)).toEqual(before);
    expect(barista).toMatchObject({ prepared: [], announced: [] });
  });

  it('does not announce a READY order again if that holds another request', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    await barista.receive(message);
    const other = aMessage({ orderId: message.orderId, request: anotherOrder() });
    expect(await barista.receive(other)).toEqual(ACKNOWLEDGED);
    expect(barista.announced).toHaveLength(2);
  });

  it.each([
    ['not JSON', 'not-json', () => 'one order, please'],
    ['malformed', 'malformed', (orderId: string) => JSON.stringify({ ...aMessage({ orderId }), placedAt: 'today' })],
  ])('is quarantined on its first receive, and changes no record: %s', async (_what, code, bodyOf) => {
    const { orderId } = aMessage();
    const barista = aBarista(table);
    expect(await barista.receiveBody(bodyOf(orderId))).toEqual(ACKNOWLEDGED);
    expect(barista.deadLetters).toMatchObject([
      { record: { body: bodyOf(orderId) }, failure: { code, receiveCount: 1 } },
    ]);
    expect(await table.store.read(orderId)).toBeUndefined();
    expect(barista).toMatchObject({ prepared: [], announced: [] });
  });

  it('is quarantined on its first receive if its record would be above the 400 KB of DynamoDB', async () => {
    const message = aMessage();
    const lines = Array(20_000).fill(samples.fullLine);
    const barista = aBarista(table);
    expect(await barista.receive({ ...message, order: { ...message.order, lines } })).toEqual(ACKNOWLEDGED);
    expect(barista.codes()).toEqual(['too-large']);
    const [letter] = barista.deadLetters;
    expect(letter?.failure.message).toBe('the record of the order should have at most 400 KB, got more');
    expect(await table.store.read(message.orderId)).toBeUndefined();
  });

  it('is retried if its version is newer, until a release can read it', async () => {
    const message = aMessage();
    const barista = aBarista(table);
    const body = JSON.stringify({ ...message, v: 99 });
    expect(await barista.receiveBody(body)).toEqual(failed('newer-version'));
    expect(barista.deadLetters).toEqual([]);
    expect(await table.store.read(message.orderId)).toBeUndefined();
  });

  it('is retried if the store does not answer', async () => {
    const down = () => Promise.reject(new Error('the store does not answer'));
    const barista = aBarista({ ...table, store: { ...table.store, claim: down, release: down } });
    expect(await barista.receive(aMessage())).toEqual(failed('unexpected'));
    expect(barista).toMatchObject({ prepared: [], announced: [], deadLetters: [] });
  });
});

it('logs neither order ids nor personal data', async () => {
  const message = aMessage();
  const barista = aBarista(table, { announcing: () => Promise.reject(new Error('SNS does not answer')) });
  await barista.receive(message);
  await barista.receive(aMessage({ orderId: message.orderId, request: anotherOrder() }));
  const logged = JSON.stringify(barista.lines);
  expect(barista.lines).not.toHaveLength(0);
  for (const secret of [message.orderId, 'Ada', 'ada@example.org']) expect(logged).not.toContain(secret);
});
