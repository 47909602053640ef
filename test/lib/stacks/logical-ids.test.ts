import { templatesOf } from '../../support/synth.ts';

/**
 * CloudFormation replaces a resource whose logical id changes, and its messages or orders are lost. Write the snapshot again with
 * `npm test -- test/lib/stacks/logical-ids.test.ts -u` only if nothing is deployed, or if a new resource is all that changes.
 */
it.each(['dev', 'prod'] as const)('keeps the logical ids of the state of stage %s', (stage) => {
  const resources: Readonly<Record<string, { readonly Type: string }>> = templatesOf(stage).state.toJSON().Resources;
  const types = Object.entries(resources).map(([logicalId, { Type }]) => [logicalId, Type]);
  expect(Object.fromEntries(types)).toMatchSnapshot();
});
