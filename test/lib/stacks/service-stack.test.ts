import {
  baristaVariables,
  cashierVariables,
  counterVariables,
  receiptsVariables,
} from '../../../lambda/environment.ts';
import { work } from '../../../lambda/product/index.ts';
import { configFor } from '../../../lib/config.ts';
import { propertiesOf, templatesFor, templatesOf } from '../../support/synth.ts';

/** The statements of a function's role. */
type Statement = { readonly Action: string | string[]; readonly Effect: string; readonly Resource: unknown };

const XRAY = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const CONSUME = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

const REDEEM = ['s3:GetObject', 's3:ListBucket'];

const functions = [
  {
    name: 'Cashier',
    variables: cashierVariables,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 's3:PutObject', 'sqs:SendMessage'],
  },
  {
    name: 'Counter',
    variables: counterVariables,
    actions: [
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      ...REDEEM,
      'sns:Publish',
      'sqs:GetQueueAttributes',
    ],
  },
  {
    name: 'Barista',
    variables: baristaVariables,
    actions: [
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      ...REDEEM,
      'sns:Publish',
      ...CONSUME,
      'sqs:SendMessage',
      ...work.grants.flatMap(({ actions }) => actions),
    ],
  },
  {
    name: 'Receipts',
    variables: receiptsVariables,
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'ses:SendEmail', ...CONSUME, 'sqs:SendMessage'],
  },
];

describe.each([
  { stage: 'dev', timeout: 12, lease: '17000', concurrency: [5, 5, 5] },
  { stage: 'prod', timeout: 30, lease: '35000', concurrency: [20, 50, 100] },
])('the service of stage $stage', ({ stage, timeout, lease, concurrency }) => {
  const { service } = templatesOf(stage);
  const lambdas = service.findResources('AWS::Lambda::Function');
  const statementsOf = (name: string): readonly Statement[] =>
    propertiesOf(service.findResources('AWS::IAM::Policy'), `${name}FunctionServiceRole`).PolicyDocument.Statement;

  describe.each(functions)('$name', ({ name, variables, actions }) => {
    it('has exactly the permissions that it needs', () => {
      const statements = statementsOf(name);
      expect([...new Set(statements.flatMap(({ Action }) => Action))].toSorted()).toEqual(
        [...new Set([...actions, ...XRAY])].toSorted(),
      );
      expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    });

    it('has permissions on named resources only, except for X-Ray', () => {
      const open = statementsOf(name).filter(({ Resource }) => Resource === '*');
      expect(open.map(({ Action }) => Action)).toEqual([expect.arrayContaining(XRAY)]);
      expect(open.flatMap(({ Action }) => Action)).toHaveLength(XRAY.length);
    });

    it('has exactly the variables that its handler reads', () => {
      const { Variables } = propertiesOf(lambdas, `${name}Function`).Environment;
      expect(Object.keys(Variables).toSorted()).toEqual([...variables].toSorted());
    });

    it('has a tag with its name', () => {
      const { Tags } = propertiesOf(lambdas, `${name}Function`);
      expect(Tags).toContainEqual({ Key: 'component', Value: name.toLowerCase() });
    });

    it('logs JSON to its own log group, with a retention', () => {
      const { LoggingConfig } = propertiesOf(lambdas, `${name}Function`);
      expect(LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        LogGroup: { Ref: expect.stringMatching(`^${name}Logs`) },
      });
      const logs = propertiesOf(service.findResources('AWS::Logs::LogGroup'), `${name}Logs`);
      expect(logs.RetentionInDays).toBe(stage === 'prod' ? 90 : 7);
    });
  });

  it('uses no managed policies except those for logs', () => {
    for (const { ManagedPolicyArns } of Object.values(service.findResources('AWS::IAM::Role')).map(
      ({ Properties }) => Properties,
    ))
      expect(JSON.stringify(ManagedPolicyArns)).toMatch(
        /AWSLambdaBasicExecutionRole|AmazonAPIGatewayPushToCloudWatchLogs/,
      );
  });

  it('maps every order queue to the barista, with partial batch responses and a concurrency limit', () => {
    const mappings = Object.values(service.findResources('AWS::Lambda::EventSourceMapping'))
      .map(({ Properties }) => Properties)
      .filter(({ FunctionName }) => FunctionName.Ref.startsWith('Barista'));
    for (const mapping of mappings)
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BatchSize: 10,
      });
    const limits = mappings.map(({ ScalingConfig }) => ScalingConfig.MaximumConcurrency);
    expect(limits.toSorted((a, b) => a - b)).toEqual(concurrency);
  });

  it('maps the queue of receipts to its function, with a low concurrency limit for SES', () => {
    const mappings = Object.values(service.findResources('AWS::Lambda::EventSourceMapping'));
    const found = mappings.filter(({ Properties }) => Properties.FunctionName.Ref.startsWith('Receipts'));
    expect(found.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        EventSourceArn: { 'Fn::ImportValue': expect.stringContaining('ReceiptsQueue') },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BatchSize: 5,
        ScalingConfig: { MaximumConcurrency: stage === 'prod' ? 5 : 2 },
      }),
    ]);
  });

  it('permits mail from the address of the shop only, to any recipient, with its own configuration set', () => {
    const [mailing] = statementsOf('Receipts').filter(({ Action }) => Action === 'ses:SendEmail');
    expect(mailing).toMatchObject({ Condition: { StringEquals: { 'ses:FromAddress': 'shop@example.org' } } });
    const resources = [mailing?.Resource].flat().map((resource) => JSON.stringify(resource));
    expect(resources).toEqual([
      expect.stringMatching(/:identity\/\*"/),
      expect.stringMatching(/:configuration-set\/",\{"Ref":"MailConfigurationSet\w+"\}\]/),
    ]);
  });

  it('permits the barista to send to its dead-letter queues, and to forward to the queue of orders', () => {
    const sending = statementsOf('Barista').filter(({ Action }) => Action === 'sqs:SendMessage');
    const targets = sending.map(
      ({ Resource }) => /FnGetAtt(\w+(?:Queue|Dlq))[0-9A-F]{8}/.exec(JSON.stringify(Resource))?.[1],
    );
    expect(targets.toSorted()).toEqual(['OrdersDlq', 'OrdersQueue', 'PickupsDlq', 'TabsDlq']);
  });

  it('has a lease longer than the timeout of the barista', () => {
    const barista = propertiesOf(lambdas, 'BaristaFunction');
    expect(barista).toMatchObject({ Timeout: timeout, Environment: { Variables: { LEASE_MILLISECONDS: lease } } });
  });

  it('has the URL of the shop as an output', () => {
    expect(Object.keys(service.findOutputs('*'))).toContain('CashierUrl');
  });
});

it('gives the permissions of the work to the barista, and to no other function', () => {
  const config = configFor('dev');
  const grant = {
    actions: ['bedrock:InvokeModel'],
    resources: ['arn:aws:bedrock:eu-west-1::foundation-model/some-model'],
  };
  const { service } = templatesFor({ ...config, barista: { ...config.barista, workGrants: [grant] } });
  const granted = Object.entries(service.findResources('AWS::IAM::Policy')).flatMap(([logicalId, { Properties }]) =>
    Properties.PolicyDocument.Statement.filter(({ Action }: Statement) => Action === grant.actions[0]).map(
      ({ Resource }: Statement) => ({ logicalId, Resource }),
    ),
  );
  expect(granted).toEqual([
    { logicalId: expect.stringMatching(/^BaristaFunctionServiceRole/), Resource: grant.resources[0] },
  ]);
});

it.each(['dev', 'prod'] as const)('sets the variables of the work to the values for the stage %s', (stage) => {
  const lambdas = templatesOf(stage).service.findResources('AWS::Lambda::Function');
  expect(propertiesOf(lambdas, 'BaristaFunction').Environment.Variables).toMatchObject(work.environment(stage));
});
