import { type Attribute, type Status, statuses, type Transition, transitions } from '../../lambda/order/lifecycle.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import type { Dynamo } from './dynamo.ts';
import { anOrderTable, type OrderTable } from './order-table.ts';
import { aMessage, aRecord } from './orders.ts';
import { aDeadLetter, aReconcile } from './reconcile.ts';

type Source = Status | 'none';
type Item = Readonly<Record<string, unknown>> | undefined;

const TOKEN = 'token';
const FAILURE = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:00.000Z' };

/** The attributes of a record in each status, beside those that every record has. */
const attributesIn: Readonly<Record<Status, readonly Attribute[]>> = {
  PLACED: ['boardKey'],
  PREPARING: ['boardKey', 'lease'],
  READY: ['boardKey', 'expiresAt'],
  COLLECTED: ['expiresAt'],
  CANCELLED: ['expiresAt'],
  STUCK: ['boardKey', 'expiresAt', 'failure'],
};
const ATTRIBUTES: readonly Attribute[] = ['attempts', 'boardKey', 'expiresAt', 'failure', 'lease'];

const table: readonly Transition[] = Object.values(transitions);
const transitionOf = (from: Source, to: Status): Transition | undefined =>
  table.find((transition) => transition.to === to && transition.from.includes(from));

const sources: readonly Source[] = ['none', ...statuses];
const pairs = sources.flatMap((from) => statuses.map((to) => ({ from, to, transition: transitionOf(from, to) })));

/** Compares the order store with the table of transitions, for every pair of statuses. */
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

  /** Puts a record into a status, with the attributes that it has there. Its lease has expired. */
  const putOrder = async (message: OrderMessage, status: Status): Promise<void> => {
    const values = {
      attempts: 3,
      boardKey: 'board#earlier',
      expiresAt: 1,
      failure: { ...FAILURE, code: 'earlier' },
      lease: { token: TOKEN, until: orders.clock.time - 60_000 },
    };
    const present = attributesIn[status].map((attribute) => [attribute, values[attribute]] as const);
    await orders.put({ ...aRecord({ ...message, status, version: 5, attempts: 3 }), ...Object.fromEntries(present) });
  };

  /** Tries to change an order's status with the one method of the store for it. */
  const change = (from: Source, to: Status, message: OrderMessage): Promise<unknown> => {
    const { orderId } = message;
    const lease = { token: 'another', until: orders.clock.time + 1000 };
    switch (to) {
      case 'PLACED':
        if (from === 'none') return orders.store.place(message);
        return orders.store.release(orderId, TOKEN, { attempted: false });
      case 'PREPARING':
        return orders.store.claim(message, lease, message);
      case 'READY':
        return orders.store.finish(orderId, TOKEN);
      case 'COLLECTED':
        return orders.store.collect(orderId);
      case 'CANCELLED':
        return orders.store.cancel(orderId);
      case 'STUCK':
        if (from === 'PREPARING') return orders.store.markStuck(orderId, TOKEN, FAILURE);
        return aReconcile(orders)(aDeadLetter(message, FAILURE), { dryRun: false });
    }
  };

  const tryChange = async (from: Source, to: Status): Promise<{ readonly before: Item; readonly after: Item }> => {
    const message = aMessage();
    if (from !== 'none') await putOrder(message, from);
    const before = await orders.item(message.orderId);
    await change(from, to, message);
    return { before, after: await orders.item(message.orderId) };
  };

  const isSame = (before: Item, after: Item, attribute: Attribute): boolean =>
    JSON.stringify(before?.[attribute]) === JSON.stringify(after?.[attribute]);

  it.each(pairs.filter(({ transition }) => transition))(
    'changes an order from $from to $to, and sets and removes the attributes of the table',
    async ({ from, to, transition }) => {
      const { before, after } = await tryChange(from, to);
      expect(after).toMatchObject({ status: to, version: Number(before?.version ?? 0) + 1 });
      const changed = ATTRIBUTES.filter((attribute) => !isSame(before, after, attribute));
      const removed = changed.filter((attribute) => after?.[attribute] === undefined);
      expect(changed.filter((attribute) => !removed.includes(attribute))).toEqual(transition?.sets);
      expect(removed).toEqual(transition?.removes.filter((attribute) => before?.[attribute] !== undefined));
    },
  );

  it.each(pairs.filter(({ transition }) => !transition))(
    'refuses to change an order from $from to $to',
    async ({ from, to }) => {
      const { before, after } = await tryChange(from, to);
      expect(after).toEqual(before);
    },
  );
};
