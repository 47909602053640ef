import { App } from 'aws-cdk-lib';
import { configFor } from '../lib/config.ts';
import { createStacks } from '../lib/create-stacks.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
try {
  const overrides = {
    ...{ sender: context('sender'), mail: context('mail'), alarms: context('alarms') },
    ...{ compute: context('compute'), without: context('without') },
  };
  const config = configFor(context('stage') ?? 'dev', overrides);
  createStacks(app, config);
  // The local shop synthesizes without validation, and does not wait for the rules to load.
  if (process.env.CDK_VALIDATION !== 'false') (await import('../lib/checks.ts')).addChecks(app, config);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
