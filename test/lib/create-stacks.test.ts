import { configFor } from '../../lib/config.ts';
import { createStacks, sampleRequest } from '../../lib/create-stacks.ts';
import { anApp } from '../support/synth.ts';

it('adds an example of an order to the cloud assembly', () => {
  const app = anApp();
  createStacks(app, configFor('dev'));
  const found = app.synth().getStackArtifact('Service').findMetadataByType('orderboard:sample-request');
  expect(found).toEqual([expect.objectContaining({ path: '/Service', data: sampleRequest })]);
});
