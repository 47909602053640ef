import { App } from 'aws-cdk-lib';
import { configFor } from '../lib/config.ts';
import { createStacks } from '../lib/create-stacks.ts';

const app = new App();
try {
  createStacks(app, configFor(app.node.tryGetContext('stage') ?? 'dev', app.node.tryGetContext('sender')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
