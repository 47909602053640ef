import { type App, Tags } from 'aws-cdk-lib';
import { samples, work } from '../lambda/product/index.ts';
import type { Config } from './config.ts';
import { refuseExampleSender } from './example-sender.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

/** Adds the stacks of one stage to an app. */
export const createStacks = (app: App, config: Config) => {
  const named = (part: string) => ({ config, stackName: `${config.prefix}-${part}` });
  const state = new StateStack(app, 'State', {
    ...named('state'),
    description: 'Orderboard: the queues, the orders and their events',
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
  refuseExampleSender(config.mail, [state, service]);
  // For tools that read the cloud assembly: an example of an order, and the values for a quick demo.
  service.node.addMetadata('orderboard:sample-request', samples.request);
  service.node.addMetadata('orderboard:demo-environment', work.environment('demo'));
  Tags.of(app).add('application', 'orderboard');
  Tags.of(app).add('stage', config.stage);
  return { state, service, monitoring };
};
