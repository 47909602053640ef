import { App } from 'aws-cdk-lib';
import { configFor } from '../lib/config.ts';
import { createStacks } from '../lib/create-stacks.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
try {
  const overrides = { sender: context('sender'), mail: context('mail'), alarms: context('alarms') };
  createStacks(app, configFor(context('stage') ?? 'dev', overrides));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
