import { Template } from 'aws-cdk-lib/assertions';
import { configFor } from '../../../lib/config.ts';
import { createStacks } from '../../../lib/create-stacks.ts';
import { StateStack } from '../../../lib/stacks/state-stack.ts';
import { anApp, templatesOf } from '../../support/synth.ts';

it.each(['dev', 'prod'])('protects the stacks of prod from deletion, and not those of dev: %s', (stage) => {
  const { account, ...stacks } = createStacks(anApp(), configFor(stage));
  for (const stack of Object.values(stacks)) expect(stack.terminationProtection).toBe(stage === 'prod');
  expect(account?.terminationProtection).toBe(false);
});

it('has no physical name in both stages, so that they live in one account', () => {
  const namesOf = (stage: string): string[] => {
    const { account, ...templates } = templatesOf(stage);
    const resources = Object.values(templates).flatMap((template) => Object.values(template.toJSON().Resources));
    return [...JSON.stringify(resources).matchAll(/"(\w*Name)":"(orderboard[^"]*|alias[^"]*)"/g)].map(
      ([, property, name]) => `${property} ${name}`,
    );
  };
  const dev = namesOf('dev');
  expect(dev.length).toBeGreaterThan(10);
  expect(namesOf('prod').filter((name) => dev.includes(name))).toEqual([]);
});

describe('the stack of the account', () => {
  it('is the same in both stages, so that neither changes it for the other', () => {
    expect(templatesOf('dev').account.toJSON()).toEqual(templatesOf('prod').account.toJSON());
    const [dev, prod] = ['dev', 'prod'].map((stage) => createStacks(anApp(), configFor(stage)).account);
    expect(dev?.stackName).toBe('orderboard-account');
    expect(prod?.stackName).toBe('orderboard-account');
    expect(dev?.tags.tagValues()).toEqual(prod?.tags.tagValues());
  });

  it('is deployed before the API, which needs the role', () => {
    const { account, service } = createStacks(anApp(), configFor('dev'));
    expect(service.dependencies).toContain(account);
  });

  it('is left out with the context apiLogs=existing', () => {
    const app = anApp({ apiLogs: 'existing' });
    expect(createStacks(app, configFor('dev')).account).toBeUndefined();
    expect(app.synth().stacks.map(({ id }) => id)).toEqual(['State', 'Service', 'Monitoring']);
  });

  it('refuses another value of the context', () => {
    expect(() => createStacks(anApp({ apiLogs: 'none' }), configFor('dev'))).toThrow(
      "-c apiLogs should be existing or left out, got 'none'",
    );
  });
});

describe('the exports of the state', () => {
  it.each(['dev', 'prod'])('are the same without a consumer, so that a removed use changes no export: %s', (stage) => {
    const config = configFor(stage);
    const alone = new StateStack(anApp(), 'State', { config, stackName: `${config.prefix}-state` });
    const exportsOf = (template: Template): readonly string[] =>
      Object.keys(template.findOutputs('*'))
        .filter((name) => name.startsWith('ExportsOutput'))
        .toSorted();
    expect(exportsOf(templatesOf(stage).state).length).toBeGreaterThan(20);
    expect(exportsOf(templatesOf(stage).state)).toEqual(exportsOf(Template.fromStack(alone)));
  });
});
