import { configFor } from '../../../lib/config.ts';
import { readShopTemplate } from '../../template/read-template.ts';
import { resourcesOf, shopTemplateOf } from '../support/shop-template.ts';

it.each(['dev', 'prod'] as const)('reads the numbers of %s', (stage) => {
  const template = shopTemplateOf(stage);
  const config = configFor(stage);
  for (const queue of ['orders', 'tabs', 'pickups'] as const)
    expect(template.mappings[queue]).toEqual({ ...config.barista[queue] });
  expect(template.mappings.receipts.maxConcurrency).toBe(config.receipts.maxConcurrency);
  expect(template.functions.barista.timeoutSeconds).toBe(config.barista.timeout.toSeconds());
  expect(template.queues.tabs.fifo).toBe(true);
  expect(template.queues.orders).toMatchObject({
    fifo: false,
    visibilitySeconds: config.barista.visibilityTimeout.toSeconds(),
    retentionSeconds: config.queues.retention.toSeconds(),
  });
  expect(template.monitoring.logRetentionDays).toBe(config.logRetention);
  expect(template.table.ownKey).toBe(config.customerManagedKeys);
  expect(template.api.limits[0]).toMatchObject({ rate: config.api.rateLimit, burst: config.api.burstLimit });
});

it('names a resource that is missing', () => {
  const without = resourcesOf('dev').filter(({ type }) => type !== 'AWS::DynamoDB::GlobalTable');
  expect(() => readShopTemplate('dev', without)).toThrow('the templates should have the table of orders');
});
