import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Config, configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';

/** An app that does not bundle functions. Bundling is slow, and no template test needs it. */
export const anApp = (): App => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

/** The template of the constructs that a test adds to a stack. */
export const templateOf = (build: (stack: Stack) => void): Template => {
  const stack = new Stack(anApp(), 'Stack');
  build(stack);
  return Template.fromStack(stack);
};

/** The templates of a configuration. */
export const templatesFor = (config: Config) => {
  const { state, service, monitoring } = createStacks(anApp(), config);
  return {
    state: Template.fromStack(state),
    service: Template.fromStack(service),
    monitoring: Template.fromStack(monitoring),
  };
};

/** The templates of one stage. */
export const templatesOf = (stage: string) => templatesFor(configFor(stage));

type Resources = ReturnType<Template['findResources']>;

/** The properties of the one resource whose logical id begins with a name. */
export const propertiesOf = (resources: Resources, name: string): NonNullable<Resources[string]> => {
  const found = Object.entries(resources).filter(([logicalId]) => logicalId.startsWith(name));
  const [[, resource] = []] = found;
  if (found.length !== 1 || !resource)
    throw new Error(`${name} should be the start of one logical id, got ${Object.keys(resources).join(', ')}`);
  return resource.Properties;
};
