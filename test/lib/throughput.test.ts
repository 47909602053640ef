import { configFor } from '../../lib/config.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { INDEX_WRITES_PER_ORDER, WRITES_PER_ORDER, warmThroughput } from '../../lib/throughput.ts';

const NEW_TABLE_WRITES = 4000;

it('sets nothing where a new table takes the writes', () => {
  expect(warmThroughput(800)).toEqual({});
});

it('sets the writes of the orders above that', () => {
  expect(warmThroughput(801)).toEqual({ warmWritesPerSecond: 801 * WRITES_PER_ORDER });
});

it('sets the writes to the index too, where a new index does not take them', () => {
  expect(warmThroughput(1001)).toEqual({
    warmWritesPerSecond: 1001 * WRITES_PER_ORDER,
    warmIndexWritesPerSecond: 1001 * INDEX_WRITES_PER_ORDER,
  });
});

it.each(stageNames)('lets the table and its index take every order that the API accepts: %s', (stage) => {
  const { api, orderTable } = configFor(stage);
  const { rateLimit } = api.callLimits['POST /orders'] ?? api;
  const { warmWritesPerSecond = NEW_TABLE_WRITES, warmIndexWritesPerSecond = NEW_TABLE_WRITES } = orderTable;
  expect(warmWritesPerSecond).toBeGreaterThanOrEqual(rateLimit * WRITES_PER_ORDER);
  expect(warmIndexWritesPerSecond).toBeGreaterThanOrEqual(rateLimit * INDEX_WRITES_PER_ORDER);
});
