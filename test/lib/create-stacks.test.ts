import { samples, work } from '../../lambda/product/index.ts';
import { configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { anApp } from '../support/synth.ts';

it.each([
  ['orderboard:sample-request', samples.request],
  ['orderboard:demo-environment', work.environment('demo')],
])('puts metadata into the assembly, for tools that do not know the product: %s', (type, data) => {
  const app = anApp();
  createStacks(app, configFor('dev'));
  const found = app.synth().getStackArtifact('Service').findMetadataByType(type);
  expect(found).toEqual([expect.objectContaining({ path: '/Service', data })]);
});
