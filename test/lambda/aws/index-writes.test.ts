import type { OrderMessage } from '../../../lambda/order/message.ts';
import { INDEX_WRITES_PER_ORDER } from '../../../lib/throughput.ts';
import { type Dynamo, startDynamo } from '../../support/dynamo.ts';
import { anOrderTable, type OrderTable } from '../../support/order-table.ts';
import { aMessage } from '../../support/orders.ts';

let dynamo: Dynamo;
let table: OrderTable;
beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
});
afterAll(() => dynamo.stop());

const TOKEN = 'token';
const FAILURE = { code: 'out-of-stock', message: 'it should be in stock', at: '2026-11-21T09:00:00.000Z' };

type Step = (message: OrderMessage) => Promise<unknown>;
const place: Step = (message) => table.store.place(message);
const claim: Step = (message) => table.store.claim(message, { token: TOKEN, until: table.clock.time + 1 }, message);
const release: Step = ({ orderId }) => table.store.release(orderId, TOKEN, { attempted: true });
const finish: Step = ({ orderId }) => table.store.finish(orderId, TOKEN);
const quarantine: Step = ({ orderId }) => table.store.markStuck(orderId, TOKEN, FAILURE);
const mail: Step = ({ orderId }) => table.store.recordMailed(orderId, 3);
const cancel: Step = ({ orderId }) => table.store.cancel(orderId);
const collect: Step = ({ orderId }) => table.store.collect(orderId);

/**
 * The writes to the index. A key that appears or disappears is one, and a key that changes is two.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
const indexWrites = async (steps: readonly Step[]): Promise<number> => {
  const message = aMessage();
  const keyNow = async () => (await table.item(message.orderId))?.boardKey;
  let writes = 0;
  let before: unknown;
  for (const step of steps) {
    await step(message);
    const after = await keyNow();
    if (after !== before) writes += [before, after].filter((key) => key !== undefined).length;
    before = after;
  }
  return writes;
};

it.each<[string, number, readonly Step[]]>([
  ['is made and collected', INDEX_WRITES_PER_ORDER, [place, claim, finish, mail, collect]],
  ['is made, and never collected', 3, [place, claim, finish, mail]],
  [
    'is made at its third attempt',
    INDEX_WRITES_PER_ORDER,
    [place, claim, release, claim, release, claim, finish, collect],
  ],
  ['is made without a record of the cashier', INDEX_WRITES_PER_ORDER, [claim, finish, collect]],
  ['is cancelled', 2, [place, cancel]],
  ['is stuck and cancelled', 4, [place, claim, quarantine, cancel]],
  ['is stuck, redriven and collected', 8, [place, claim, quarantine, claim, finish, collect]],
])('an order that %s takes %i writes to the index', async (_what, writes, steps) => {
  expect(await indexWrites(steps)).toBe(writes);
});
