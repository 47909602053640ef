import { type App, Tags } from 'aws-cdk-lib';
import type { OrderRequest } from '../lambda/order/request.ts';
import { samples } from '../lambda/product/index.ts';
import type { Config } from './config.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

/** An example of an order. The cloud assembly carries it, so that tools can print one without the product's code. */
export const sampleRequest: OrderRequest = {
  customer: { name: 'Ada', email: 'ada@example.org' },
  lines: [samples.line],
};

/** Adds the stacks of one stage to an app. */
export const createStacks = (app: App, config: Config) => {
  const named = (part: string) => ({ config, stackName: `${config.prefix}-${part}` });
  const state = new StateStack(app, 'State', {
    ...named('state'),
    description: 'Orderboard: queues, orders and events',
    terminationProtection: config.deletionProtection,
  });
  const service = new ServiceStack(app, 'Service', {
    ...named('service'),
    description: 'Orderboard: the API and the functions',
    state,
  });
  const monitoring = new MonitoringStack(app, 'Monitoring', {
    ...named('monitoring'),
    description: 'Orderboard: alarms and the dashboard',
    state,
    service,
  });
  service.node.addMetadata('orderboard:sample-request', sampleRequest);
  Tags.of(app).add('application', 'orderboard');
  Tags.of(app).add('stage', config.stage);
  return { state, service, monitoring };
};
