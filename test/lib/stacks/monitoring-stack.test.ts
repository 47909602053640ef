import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { configFor } from '../../../lib/config.ts';
import { createStacks } from '../../../lib/create-stacks.ts';
import { stageNames } from '../../../lib/stage-names.ts';
import { anApp, propertiesOf, templatesFor, templatesOf } from '../../support/synth.ts';

const alarmsOf = (monitoring: Template) =>
  ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(monitoring.findResources(type)).map(({ Properties }) => Properties),
  );

describe.each(stageNames)('the monitoring of stage %s', (stage) => {
  const { monitoring } = templatesOf(stage);
  const alarms = alarmsOf(monitoring);
  const [topicId] = Object.keys(monitoring.findResources('AWS::SNS::Topic'));

  it('ends the description of each alarm in its runbook anchor', () => {
    expect(alarms.length).toBeGreaterThan(25);
    for (const { AlarmName, AlarmDescription } of alarms) {
      const anchor = String(AlarmName).slice(`orderboard-${stage}-`.length);
      expect(AlarmDescription).toMatch(new RegExp(`^[A-Z].+ docs/runbook\\.md#${anchor}$`));
    }
  });

  it('sends every alarm to the topic of the alarms', () => {
    for (const { AlarmName, AlarmActions } of alarms)
      expect({ AlarmName, AlarmActions }).toEqual({ AlarmName, AlarmActions: [{ Ref: topicId }] });
  });

  it('tells the end of every alarm, except of those about one order or message', () => {
    const silent = alarms.filter(({ OKActions }) => OKActions === undefined).map(({ AlarmName }) => AlarmName);
    expect(silent.toSorted()).toEqual([`orderboard-${stage}-poison`, `orderboard-${stage}-stuck-orders`].toSorted());
  });

  it('lets CloudWatch publish for the alarms of this stage and account, over TLS only', () => {
    const { PolicyDocument } = propertiesOf(monitoring.findResources('AWS::SNS::TopicPolicy'), 'Alarms');
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': alarmArns(stage) },
        },
      }),
    ]);
  });

  it('has each metric in the namespace of the stage, because two stages share an account', () => {
    const filters = Object.values(monitoring.findResources('AWS::Logs::MetricFilter'));
    const namespaces = filters.flatMap(({ Properties }) =>
      Properties.MetricTransformations.map(({ MetricNamespace }: { MetricNamespace: string }) => MetricNamespace),
    );
    expect(new Set(namespaces)).toEqual(new Set([`orderboard-${stage}`]));
  });

  it('writes 0 for a minute without such a line, unless the metric is a value or has a dimension', () => {
    const filters = Object.values(monitoring.findResources('AWS::Logs::MetricFilter'));
    const transformations = filters.flatMap(({ Properties }) => Properties.MetricTransformations);
    for (const { MetricValue, Dimensions, DefaultValue } of transformations)
      expect(DefaultValue).toBe(MetricValue === '1' && Dimensions === undefined ? 0 : undefined);
  });

  it('lets the topic of the events send its traces to X-Ray', () => {
    const { PolicyName, PolicyDocument } = propertiesOf(
      monitoring.findResources('AWS::XRay::ResourcePolicy'),
      'Tracing',
    );
    expect(PolicyName).toBe(`orderboard-${stage}-order-events`);
    const text = JSON.stringify(PolicyDocument);
    for (const part of ['sns.amazonaws.com', 'xray:PutTraceSegments', 'aws:SourceArn', 'OrderEvents'])
      expect(text).toContain(part);
  });

  it.each(['Reason', 'Service'])(
    'searches the metrics by %s in its namespace, in quotes because of the hyphen',
    (name) => {
      const { DashboardBody } = propertiesOf(monitoring.findResources('AWS::CloudWatch::Dashboard'), 'Dashboard');
      expect(JSON.stringify(DashboardBody).replaceAll('\\', '')).toContain(`SEARCH('{"orderboard-${stage}",${name}}`);
    },
  );

  it('has a dashboard whose first row of graphs is the way of an order', () => {
    const { DashboardBody } = propertiesOf(monitoring.findResources('AWS::CloudWatch::Dashboard'), 'Dashboard');
    const body: string = DashboardBody['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join('x');
    const titles = [...body.matchAll(/"title":"(\d[^"]*)"/g)].map(([, title]) => title);
    expect(titles).toEqual([
      '1 Accepted',
      '2 Waiting',
      '3 Working and failing',
      '4 READY, and the milliseconds to it',
      '5 Mailed',
    ]);
  });
});

const alarmArns = (stage: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':cloudwatch:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:alarm:orderboard-${stage}-*`,
    ],
  ],
});

it('watches no mails in a shop that mails nobody', () => {
  const { monitoring } = templatesFor(configFor('dev', { mail: 'off' }));
  const names = alarmsOf(monitoring).map(({ AlarmName }) => String(AlarmName));
  expect(names).toContain('orderboard-dev-orders-dlq');
  expect(names.filter((name) => /receipts|mail/.test(name))).toEqual([]);
});

describe('the topic of the alarms', () => {
  it('has the key of the topics in prod, which CloudWatch can use, and none in dev', () => {
    const topicOf = (stage: string) =>
      propertiesOf(templatesOf(stage).monitoring.findResources('AWS::SNS::Topic'), 'Alarms');
    expect(topicOf('dev')).not.toHaveProperty('KmsMasterKeyId');
    expect(JSON.stringify(topicOf('prod').KmsMasterKeyId)).toMatch(/KeysTopics/);
    const { KeyPolicy } = propertiesOf(templatesOf('prod').state.findResources('AWS::KMS::Key'), 'KeysTopics');
    expect(KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
        Principal: { Service: expect.arrayContaining(['cloudwatch.amazonaws.com']) },
      }),
    );
  });

  it('sends the alarms to the address of the config', () => {
    const { monitoring } = templatesFor(configFor('dev', { alarms: 'ops@example.com' }));
    monitoring.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
  });

  it.each([
    { alarms: undefined, warnings: 1 },
    { alarms: 'ops@example.com', warnings: 0 },
  ])('warns at synth that nobody is told, unless there is an address: $alarms', ({ alarms, warnings }) => {
    const { monitoring } = createStacks(anApp(), configFor('dev', { alarms }));
    const found = Annotations.fromStack(monitoring).findWarning(
      '*',
      Match.stringLikeRegexp('nobody is told of an alarm'),
    );
    expect(found).toHaveLength(warnings);
    expect(Object.keys(Template.fromStack(monitoring).findResources('AWS::SNS::Subscription'))).toHaveLength(
      1 - warnings,
    );
  });
});
