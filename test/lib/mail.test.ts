import { Match, type Template } from 'aws-cdk-lib/assertions';
import { configFor } from '../../lib/config.ts';
import { propertiesOf, templatesFor, templatesOf } from '../support/synth.ts';

const refTo = (name: string) => ({ Ref: expect.stringMatching(new RegExp(`^${name}`)) });

describe.each(['dev', 'prod'])('the mails of stage %s', (stage) => {
  const { service } = templatesOf(stage);

  it('are sent with a configuration set that suppresses addresses that bounced or complained, over TLS', () => {
    const sets = service.findResources('AWS::SES::ConfigurationSet');
    expect(propertiesOf(sets, 'MailConfigurationSet')).toMatchObject({
      Name: `orderboard-${stage}`,
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    });
    const lambdas = service.findResources('AWS::Lambda::Function');
    expect(propertiesOf(lambdas, 'ReceiptsFunction').Environment.Variables).toMatchObject({
      CONFIGURATION_SET_NAME: refTo('MailConfigurationSet'),
    });
  });

  it('report each bounce and complaint to a topic, whose ARN is an output', () => {
    const destinations = Object.values(service.findResources('AWS::SES::ConfigurationSetEventDestination'));
    expect(destinations.map(({ Properties }) => Properties)).toEqual([
      {
        ConfigurationSetName: refTo('MailConfigurationSet'),
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ['bounce', 'complaint'],
          SnsDestination: { TopicARN: refTo('MailEvents') },
        },
      },
    ]);
    expect(service.findOutputs('MailEventsTopicArn')).toMatchObject({
      MailEventsTopicArn: { Value: refTo('MailEvents') },
    });
  });

  it('let SES publish to that topic for this configuration set only, and refuse connections without TLS', () => {
    const [policy] = Object.values(service.findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.Topics).toEqual([refTo('MailEvents')]);
    const [refusal, permission, ...others] = policy?.Properties.PolicyDocument.Statement ?? [];
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(permission).toMatchObject({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'ses.amazonaws.com' },
      Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    const { 'AWS:SourceArn': source } = permission.Condition.StringEquals;
    expect(JSON.stringify(source)).toMatch(/:configuration-set\/",\{"Ref":"MailConfigurationSet\w+"\}/);
  });

  it('encrypt that topic with a separate key, which rotates and which SES may use', () => {
    const topic = propertiesOf(service.findResources('AWS::SNS::Topic'), 'MailEvents');
    expect(topic.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^MailKey/), 'Arn'] });
    service.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Principal: { Service: 'ses.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
          },
        ]),
      },
    });
  });
});

describe.each(['dev', 'prod'])('a shop of stage %s that mails nobody', (stage) => {
  const mailing = templatesOf(stage);
  const silent = templatesFor(configFor(stage, { mail: 'off' }));
  const idsOf = (template: Template): readonly string[] => Object.keys(template.toJSON().Resources);
  const exportsOf = (template: Template): readonly string[] =>
    Object.keys(template.findOutputs('*')).filter((name) => name.startsWith('ExportsOutput'));

  it('keeps its state, except for the subscription, so that no events pile up', () => {
    const missing = idsOf(mailing.state).filter((id) => !idsOf(silent.state).includes(id));
    expect(missing).toEqual([expect.stringMatching(/^ReceiptsQueueStateOrderEvents/)]);
    expect(idsOf(mailing.state)).toEqual(expect.arrayContaining([...idsOf(silent.state)]));
  });

  it('keeps the exports that a deployed function uses until it is gone', () => {
    expect(exportsOf(silent.state).toSorted()).toEqual(exportsOf(mailing.state).toSorted());
  });

  it('keeps the outputs of its queues, because tools read them', () => {
    for (const name of ['ReceiptsQueueUrl', 'ReceiptsDlqUrl'])
      expect(silent.state.findOutputs(name)).toEqual(mailing.state.findOutputs(name));
  });

  it('has neither the function, nor a mapping, nor a permission, nor a configuration set', () => {
    silent.service.resourceCountIs('AWS::SES::ConfigurationSet', 0);
    silent.service.resourceCountIs('AWS::SNS::Topic', 0);
    silent.service.resourceCountIs('AWS::KMS::Key', 0);
    expect(silent.service.findOutputs('MailEventsTopicArn')).toEqual({});
    expect(idsOf(silent.service).filter((id) => /^(Receipts|Mail)/.test(id))).toEqual([]);
    expect(JSON.stringify(silent.service.toJSON())).not.toContain('ses:');
  });

  it('permits the counter to count the receipts that are left, and nothing else about them', () => {
    type Statement = { readonly Action: unknown };
    const permitted = Object.values(silent.service.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }): Statement[] => Properties.PolicyDocument.Statement)
      .filter((statement) => JSON.stringify(statement).includes('Receipts'));
    expect(permitted.map(({ Action }) => Action)).toEqual(['sqs:GetQueueAttributes']);
  });

  it('has no alarm on that function', () => {
    const alarms = Object.values(silent.monitoring.findResources('AWS::CloudWatch::Alarm'));
    const names = alarms.map(({ Properties }) => String(Properties.AlarmName));
    expect(names).not.toContain(`orderboard-${stage}-receipts-errors`);
    expect(names).toContain(`orderboard-${stage}-barista-errors`);
  });
});
