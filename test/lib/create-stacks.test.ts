import { PREPARE_CHANNEL } from '../../lambda/barista/prepare-channel.ts';
import { samples, work } from '../../lambda/product/index.ts';
import { configFor, type Overrides } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { poisonWithout } from '../../lib/poison.ts';
import { anApp, templatesFor } from '../support/synth.ts';

it.each([
  ['orderboard:sample-request', samples.request],
  ['orderboard:demo-environment', work.environment('demo')],
  ['orderboard:prepare-channel', PREPARE_CHANNEL],
  ['orderboard:poison', poisonWithout([])],
])('puts metadata into the assembly, for tools that do not know the product: %s', (type, data) => {
  const app = anApp();
  createStacks(app, configFor('dev'));
  const found = app.synth().getStackArtifact('Service').findMetadataByType(type);
  expect(found).toEqual([expect.objectContaining({ path: '/Service', data })]);
});

it.each([
  ['account', []],
  ['state', [{ Key: 'stage', Value: 'prod' }]],
  ['service', [{ Key: 'stage', Value: 'prod' }]],
  ['monitoring', [{ Key: 'stage', Value: 'prod' }]],
] as const)(
  'tags the resources of the stack %s with the application, and with a stage if it has one',
  (name, stage) => {
    const resources: Readonly<Record<string, { readonly Properties?: { readonly Tags?: unknown } }>> = templatesFor(
      configFor('prod'),
    )[name].toJSON().Resources;
    const tagged = Object.values(resources).flatMap(({ Properties: { Tags } = {} }) =>
      Array.isArray(Tags) ? [Tags] : [],
    );
    expect(tagged.length).toBeGreaterThan(0);
    for (const tags of tagged) {
      expect(tags).toEqual(expect.arrayContaining([{ Key: 'application', Value: 'orderboard' }, ...stage]));
      expect(tags.filter(({ Key }) => Key === 'stage')).toEqual(stage);
    }
  },
);

/** The rules by which CloudFormation refuses each stack, by the name of the stack. */
const refusalsOf = (overrides: Overrides) =>
  Object.entries(templatesFor(configFor('prod', overrides))).map(([name, template]) => {
    const { Sender } = template.toJSON().Rules ?? {};
    return { name, refusal: Sender?.Assertions };
  });

describe('a deploy', () => {
  const sentence =
    'the sender of the mails should be an address that SES has verified, got the example shop@example.org: ' +
    'set it in lib/stages.ts, or pass -c sender=<address> or -c mail=off to every deployment';

  it('is refused by CloudFormation while the sender of the stage is an example, and says how to set one', () => {
    const refusal = [
      {
        Assert: { 'Fn::Contains': [[expect.not.stringMatching('@')], 'shop@example.org'] },
        AssertDescription: sentence,
      },
    ];
    expect(refusalsOf({})).toEqual([
      { name: 'account', refusal: undefined },
      { name: 'state', refusal },
      { name: 'service', refusal },
      { name: 'monitoring', refusal: undefined },
    ]);
  });

  it.each(['shop@example.com', 'shop@mail.example.net', 'shop@cafe.example', 'shop@cafe.test', 'shop@CAFE.Invalid'])(
    'is refused with the sender %s, which nobody can verify',
    (sender) => {
      expect(refusalsOf({ sender })).toContainEqual({ name: 'state', refusal: expect.anything() });
    },
  );

  it.each([
    { sender: 'shop@cafe.example.coffee' },
    { sender: 'shop@myexample.org' },
    { sender: 'example.org@cafe.dev' },
    { mail: 'off' },
  ])('is not refused with %j', (overrides) => {
    expect(refusalsOf(overrides).filter(({ refusal }) => refusal !== undefined)).toEqual([]);
  });

  it('that would be refused is announced by the synthesis, which succeeds', () => {
    const app = anApp();
    createStacks(app, configFor('dev'));
    const said = app
      .synth()
      .stacks.flatMap(({ messages }) => messages)
      .filter(({ level }) => level === 'info');
    expect(said.map(({ entry }) => entry.data)).toEqual([
      expect.stringContaining(`CloudFormation refuses a deploy: ${sentence}`),
    ]);
  });
});
