import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { type Config, configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';

/** The feature flags of the CDK, with which `cdk deploy` synthesizes too. */
const { context: FLAGS } = v.parse(
  v.object({ context: v.record(v.string(), v.unknown()) }),
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8')),
);

// In a test, a template that breaks CloudFormation's schema causes a warning only. `npm run synth` refuses it.
process.env.CDK_VALIDATION = 'false';

/** Bundling, the validation of whole templates and stack traces are slow, and no template test needs them. */
const QUICK = {
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-stack-trace': true,
  '@aws-cdk/core:validateAgainstDefaultRules': false,
};

/** An app that does not bundle functions. */
export const anApp = (context: Readonly<Record<string, unknown>> = {}): App =>
  new App({ context: { ...FLAGS, ...QUICK, ...context } });

/** The template of the constructs that a test adds to a stack. */
export const templateOf = (build: (stack: Stack) => void): Template => {
  const stack = new Stack(anApp(), 'Stack');
  build(stack);
  return Template.fromStack(stack);
};

/** The templates of a configuration. */
export const templatesFor = (config: Config) => {
  const app = anApp();
  const reason = 'A template test deploys nothing.';
  Validations.of(app).acknowledge({ id: 'Annotation::orderboard:alarms-without-address', reason });
  const { account, state, service, monitoring } = createStacks(app, config);
  if (!account) throw new Error('the app should have the stack of the account, got none');
  return {
    account: Template.fromStack(account),
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
