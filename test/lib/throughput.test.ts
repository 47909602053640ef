import { configFor } from '../../lib/config.ts';
import { WRITES_PER_ORDER, warmThroughput } from '../../lib/throughput.ts';

const NEW_TABLE_WRITES = 4000;

it('sets nothing where a new table takes the writes', () => {
  expect(warmThroughput(800)).toEqual({});
});

it('sets the writes of the orders above that', () => {
  expect(warmThroughput(801)).toEqual({ warmWritesPerSecond: 801 * WRITES_PER_ORDER });
});

it.each(['dev', 'prod'])('lets the table take every order that the API accepts: %s', (stage) => {
  const { api, orderTable } = configFor(stage);
  const { rateLimit } = api.callLimits['POST /orders'] ?? api;
  expect(orderTable.warmWritesPerSecond ?? NEW_TABLE_WRITES).toBeGreaterThanOrEqual(rateLimit * WRITES_PER_ORDER);
});
