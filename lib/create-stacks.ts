import { type App, Tags } from 'aws-cdk-lib';
import { PREPARE_CHANNEL } from '../lambda/barista/prepare-channel.ts';
import { samples, work } from '../lambda/product/index.ts';
import type { Config } from './config.ts';
import { refuseExampleSender } from './example-sender.ts';
import { poisonWithout } from './poison.ts';
import { AccountStack } from './stacks/account-stack.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

/** Adds the stacks of one stage to an app, and the stack of the account that all stages share. */
export const createStacks = (app: App, config: Config) => {
  const named = (part: string) => ({
    config,
    stackName: `${config.prefix}-${part}`,
    terminationProtection: config.deletionProtection,
  });
  const account = addAccountStack(app);
  const state = new StateStack(app, 'State', {
    ...named('state'),
    description: 'Orderboard: the queues, the orders and their events',
  });
  const service = new ServiceStack(app, 'Service', {
    ...named('service'),
    description: 'Orderboard: the API and the functions',
    state,
  });
  if (account)
    service.addStackDependency(account, 'API Gateway refuses an API with logs while the account has no role for them');
  const monitoring = new MonitoringStack(app, 'Monitoring', {
    ...named('monitoring'),
    description: 'Orderboard: alarms and the dashboard',
    state,
    service,
  });
  refuseExampleSender(config.mail, [state, service]);
  // For tools that read the cloud assembly: an example of an order, the values for a quick demo, and what injects faults.
  service.node.addMetadata('orderboard:sample-request', samples.request);
  service.node.addMetadata('orderboard:demo-environment', work.environment('demo'));
  service.node.addMetadata('orderboard:prepare-channel', PREPARE_CHANNEL);
  service.node.addMetadata('orderboard:poison', poisonWithout(config.without));
  Tags.of(app).add('application', 'orderboard');
  for (const stack of [state, service, monitoring]) Tags.of(stack).add('stage', config.stage);
  return { account, state, service, monitoring };
};

/**
 * The stack is left out with `apiLogs: existing`: of a deployment, when the account has a role already, and of a deletion, because
 * other stages use the role.
 *
 * @throws Error when the context has another value
 */
const addAccountStack = (app: App): AccountStack | undefined => {
  const apiLogs: unknown = app.node.tryGetContext('apiLogs');
  if (apiLogs === 'existing') return undefined;
  if (apiLogs !== undefined) throw new Error(`-c apiLogs should be existing or left out, got '${String(apiLogs)}'`);
  return new AccountStack(app, 'Account', {
    stackName: 'orderboard-account',
    description: 'Orderboard: the role for the logs of API Gateway, one for each account and region',
  });
};
