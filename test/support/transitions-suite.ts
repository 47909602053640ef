import { type Attribute, type Status, statuses, type Transition, transitions } from '../../lambda/order/lifecycle.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Dynamo } from './dynamo.ts';
import { anOrderTable, type OrderTable } from './order-table.ts';
import { aMessage, aRecord } from './orders.ts';

const TOKEN = 'token';
const FAILURE = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:00.000Z' };
const CONDITIONAL: readonly Attribute[] = ['boardKey', 'expiresAt', 'failure', 'lease'];

/** The attributes that a record has in each status, beside those that every record has. */
const attributesIn: Readonly<Record<Status, readonly Attribute[]>> = {
  PLACED: ['boardKey'],
  PREPARING: ['boardKey', 'lease'],
  READY: ['boardKey', 'expiresAt'],
  COLLECTED: ['expiresAt'],
  CANCELLED: ['expiresAt'],
  STUCK: ['expiresAt', 'failure'],
};

const table: Readonly<Record<string, Transition>> = transitions;
const transitionTo = (from: Status, to: Status): Transition | undefined =>
  Object.values(table).find((transition) => transition.to === to && transition.from.includes(from));

/** The order store's transitions, held against the table of the lifecycle, for every pair of statuses. */
export const describeTransitions = (start: () => Promise<Dynamo>): void => {
  let dynamo: Dynamo;
  let orders: OrderTable;

  beforeAll(async () => {
    dynamo = await start();
  });
  beforeEach(async () => {
    orders = await anOrderTable(dynamo);
  });
  afterAll(() => dynamo.stop());

  /** Puts an order into a status, with the attributes that it has there. A lease has expired. */
  const putOrder = async (status: Status): Promise<OrderRecord> => {
    const values = {
      boardKey: 'board#0',
      expiresAt: 1,
      failure: FAILURE,
      lease: { token: TOKEN, until: orders.clock.time - 1 },
      attempts: 1,
    };
    const present = attributesIn[status].map((attribute) => [attribute, values[attribute]] as const);
    const record = { ...aRecord({ status, version: 5, attempts: 1 }), ...Object.fromEntries(present) };
    await orders.put(record);
    return record;
  };

  /** Tries to bring an order into a status, in the store's only way there. */
  const attempts: Readonly<Record<Status, (order: OrderRecord) => Promise<unknown>>> = {
    PLACED: ({ orderId }) => orders.store.release(orderId, TOKEN, { attempted: true }),
    PREPARING: ({ orderId, placedAt, requestHash }) =>
      orders.store.claim(
        { ...aMessage({ orderId, placedAt }), requestHash },
        { token: 'another', until: orders.clock.time + 1000 },
        { unrecorded: 'write' },
      ),
    READY: ({ orderId }) => orders.store.finish(orderId, TOKEN),
    COLLECTED: ({ orderId }) => orders.store.collect(orderId),
    CANCELLED: ({ orderId }) => orders.store.cancel(orderId),
    STUCK: ({ orderId }) => orders.store.markStuck(orderId, TOKEN, FAILURE),
  };

  const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => transitionTo(from, to)))('moves an order from %s to %s', async (from, to) => {
    const order = await putOrder(from);
    await attempts[to](order);
    const item = await orders.item(order.orderId);
    expect(item).toMatchObject({ status: to, version: 6 });
    expect(CONDITIONAL.filter((attribute) => item && attribute in item)).toEqual(attributesIn[to].toSorted());
  });

  it.each(pairs.filter(([from, to]) => !transitionTo(from, to)))(
    'refuses to move an order from %s to %s',
    async (from, to) => {
      const order = await putOrder(from);
      const before = await orders.item(order.orderId);
      await attempts[to](order);
      expect(await orders.item(order.orderId)).toEqual(before);
    },
  );

  it.each(Object.entries(table))('sets and removes the attributes that the table names: %s', (_name, transition) => {
    for (const from of transition.from) {
      const before = from === 'none' ? [] : attributesIn[from];
      const kept = before.filter((attribute) => !transition.removes.includes(attribute));
      const after = new Set([...kept, ...transition.sets.filter((attribute) => attribute !== 'attempts')]);
      expect([...after].toSorted()).toEqual(attributesIn[transition.to].toSorted());
    }
  });
};
