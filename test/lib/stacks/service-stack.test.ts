import type { Duration } from 'aws-cdk-lib';
import {
  baristaVariables,
  cashierVariables,
  counterVariables,
  receiptsVariables,
} from '../../../lambda/environment.ts';
import { importerVariables } from '../../../lambda/importer/variables.ts';
import { work } from '../../../lambda/product/index.ts';
import { configFor } from '../../../lib/config.ts';
import { importNumbers } from '../../../lib/imports.ts';
import { workers } from '../../../lib/workers.ts';
import { propertiesOf, templatesFor, templatesOf } from '../../support/synth.ts';

/** The statements of a function's role. */
type Statement = { readonly Action: string | string[]; readonly Effect: string; readonly Resource: unknown };

const XRAY = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const CONSUME = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

/** What the services ask of a caller, because the data has keys of the account: in the stage `prod` only. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

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
    name: 'Importer',
    variables: importerVariables,
    actions: [...REDEEM, 's3:PutObject', ...CONSUME, 'sqs:SendMessage'],
  },
  {
    name: 'Receipts',
    variables: receiptsVariables,
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'ses:SendEmail', ...CONSUME, 'sqs:SendMessage'],
  },
];

describe.each([
  { stage: 'dev', concurrency: [2, 2, 2] },
  { stage: 'prod', concurrency: [20, 50, 100] },
])('the service of stage $stage', ({ stage, concurrency }) => {
  const { service } = templatesOf(stage);
  const lambdas = service.findResources('AWS::Lambda::Function');
  const statementsOf = (name: string): readonly Statement[] =>
    propertiesOf(service.findResources('AWS::IAM::Policy'), `${name}Role`).PolicyDocument.Statement;

  describe.each(functions)('$name', ({ name, variables, actions }) => {
    it('has exactly the permissions that it needs', () => {
      const statements = statementsOf(name);
      expect([...new Set(statements.flatMap(({ Action }) => Action))].toSorted()).toEqual(
        [...new Set([...actions, ...LOGS, ...XRAY, ...(stage === 'prod' ? KEY_ACTIONS : [])])].toSorted(),
      );
      expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    });

    it('has permissions on named resources only, except for X-Ray and what the product asks for', () => {
      const open = statementsOf(name).filter(({ Resource }) => Resource === '*');
      const ofProduct = name === 'Barista' ? work.grants.filter(({ resources }) => resources.includes('*')) : [];
      const actions = [...XRAY, ...ofProduct.flatMap((grant) => grant.actions)];
      expect(open.flatMap(({ Action }) => Action).toSorted()).toEqual(actions.toSorted());
    });

    it('has exactly the variables that its handler reads', () => {
      const { Variables } = propertiesOf(lambdas, `${name}Function`).Environment;
      expect(Object.keys(Variables).toSorted()).toEqual([...variables].toSorted());
    });

    it('has the URL of each queue in the variable of that queue', () => {
      const { Variables } = propertiesOf(lambdas, `${name}Function`).Environment;
      for (const [variable, value] of Object.entries(Variables)) {
        const [, queue, kind] = /^([A-Z]+)_(QUEUE|DLQ)_URL$/.exec(variable) ?? [];
        if (queue === undefined || kind === undefined) continue;
        const [id, end] = [queue, kind].map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
        expect(JSON.stringify(value)).toMatch(new RegExp(`Ref${id}${end}[0-9A-F]{8}`));
      }
    });

    it('has the numbers of its stage', () => {
      const { Variables } = propertiesOf(lambdas, `${name}Function`).Environment;
      const { barista, receipts, claimCheck } = configFor(stage);
      const times: Readonly<Record<string, Duration>> = {
        ...{ Barista: barista.recordTime, Receipts: receipts.recordTime, Importer: importNumbers.stepTime },
      };
      const expected = {
        RECORD_MILLISECONDS: times[name]?.toMilliseconds(),
        LEASE_MILLISECONDS: name === 'Barista' ? barista.lease.toMilliseconds() : undefined,
        CLAIM_CHECK_BYTES: ['Cashier', 'Importer'].includes(name) ? claimCheck.aboveBytes : undefined,
      };
      for (const [variable, value] of Object.entries(expected))
        expect({ variable, value: Variables[variable] }).toEqual({ variable, value: value && String(value) });
    });

    it('has a tag with its name', () => {
      const { Tags } = propertiesOf(lambdas, `${name}Function`);
      expect(Tags).toContainEqual({ Key: 'component', Value: name.toLowerCase() });
    });

    it('logs only the failed invocations of the platform', () => {
      const { LoggingConfig } = propertiesOf(lambdas, `${name}Function`);
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' });
    });

    it('leaves out debug lines in prod', () => {
      const { LoggingConfig } = propertiesOf(lambdas, `${name}Function`);
      expect(LoggingConfig).toMatchObject({ ApplicationLogLevel: stage === 'prod' ? 'INFO' : 'DEBUG' });
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

  it.each(functions)('gives the role of $name no managed policy', ({ name }) => {
    const role = propertiesOf(service.findResources('AWS::IAM::Role'), `${name}Role`);
    expect(role).not.toHaveProperty('ManagedPolicyArns');
  });

  it('permits no index of the table, except the board to the counter', () => {
    const found = functions.filter(({ name }) => JSON.stringify(statementsOf(name)).includes('/index/'));
    expect(found.map(({ name }) => name)).toEqual(['Counter']);
    expect(JSON.stringify(statementsOf('Counter'))).toContain('"/index/board"');
  });

  it('keeps every log group for the retention of its stage, also those of the API', () => {
    const groups = Object.values(service.findResources('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(functions.length + workers.length + 2);
    for (const { Properties, DeletionPolicy } of groups) {
      expect(Properties.RetentionInDays).toBe(stage === 'prod' ? 90 : 7);
      expect(DeletionPolicy).toBe(stage === 'prod' ? 'RetainExceptOnCreate' : 'Delete');
    }
  });

  it('encrypts every log group with the key for logs in prod', () => {
    for (const { Properties } of Object.values(service.findResources('AWS::Logs::LogGroup')))
      if (stage === 'prod')
        expect(Properties.KmsKeyId).toEqual({ 'Fn::ImportValue': expect.stringContaining('KeysLogs') });
      else expect(Properties).not.toHaveProperty('KmsKeyId');
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

  it('maps the queue of receipts to its function, in full batches and with a concurrency limit for SES', () => {
    const mappings = Object.values(service.findResources('AWS::Lambda::EventSourceMapping'));
    const found = mappings.filter(({ Properties }) => Properties.FunctionName.Ref.startsWith('Receipts'));
    expect(found.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        EventSourceArn: { 'Fn::ImportValue': expect.stringContaining('ReceiptsQueue') },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: stage === 'prod' ? 15 : 2 },
      }),
    ]);
  });

  it('permits mail from the address of the shop only, to any recipient, with its own configuration set', () => {
    const [mailing] = statementsOf('Receipts').filter(({ Action }) => Action === 'ses:SendEmail');
    expect(mailing).toMatchObject({ Condition: { StringEquals: { 'ses:FromAddress': 'shop@example.org' } } });
    const resources = [mailing?.Resource].flat().map((resource) => JSON.stringify(resource));
    expect(resources).toEqual([
      expect.stringMatching(/:configuration-set\/",\{"Ref":"MailConfigurationSet\w+"\}\]/),
      expect.stringMatching(/:identity\/\*"/),
    ]);
  });

  it('permits the barista to send to its dead-letter queues, and to forward to the queue of orders', () => {
    const sending = statementsOf('Barista').filter(({ Action }) => Action === 'sqs:SendMessage');
    const targets = sending
      .flatMap(({ Resource }) => Resource)
      .map((resource) => /FnGetAtt(\w+(?:Queue|Dlq))[0-9A-F]{8}/.exec(JSON.stringify(resource))?.[1]);
    expect(targets.toSorted()).toEqual(['OrdersDlq', 'OrdersQueue', 'PickupsDlq', 'TabsDlq'].toSorted());
  });

  it('has a lease longer than the timeout of the barista', () => {
    const { Timeout, Environment } = propertiesOf(lambdas, 'BaristaFunction');
    expect(Timeout).toBe(configFor(stage).barista.timeout.toSeconds());
    expect(Number(Environment.Variables.LEASE_MILLISECONDS)).toBeGreaterThan(Timeout * 1000);
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
  expect(granted).toEqual([{ logicalId: expect.stringMatching(/^BaristaRole/), Resource: grant.resources[0] }]);
});

it.each(['dev', 'prod'] as const)('sets the variables of the work to the values for the stage %s', (stage) => {
  const lambdas = templatesOf(stage).service.findResources('AWS::Lambda::Function');
  expect(propertiesOf(lambdas, 'BaristaFunction').Environment.Variables).toMatchObject(work.environment(stage));
});

it.each([
  ['Cashier', ['Orders', 'Queues']],
  ['Counter', ['Orders', 'Topics']],
  ['Barista', ['Orders', 'Queues', 'Topics']],
  ['Receipts', ['Orders', 'Queues']],
  ['Importer', ['Orders', 'Queues']],
])('permits each function of prod the keys of the data that it works on, and no other key: %s', (name, keys) => {
  const policies = templatesOf('prod').service.findResources('AWS::IAM::Policy');
  const { PolicyDocument } = propertiesOf(policies, `${name}Role`);
  const permitted = JSON.stringify(PolicyDocument).matchAll(/GetAttKeys([A-Z][a-z]+)/g);
  expect([...new Set([...permitted].map(([, key]) => key))].toSorted()).toEqual(keys.toSorted());
});

/** The concurrency of a new account. */
const NEW_ACCOUNT = 10;
const LEAST_FOR_API = 2;

it('leaves room for the API of dev in a new account, while no import runs', () => {
  const { service } = templatesFor({ ...configFor('dev'), workers: [] });
  const mappings = Object.values(service.findResources('AWS::Lambda::EventSourceMapping')).filter(
    ({ Properties }) => !JSON.stringify(Properties.FunctionName).includes('Importer'),
  );
  const limits = mappings.map(({ Properties }) => Properties.ScalingConfig.MaximumConcurrency);
  expect(limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(NEW_ACCOUNT - LEAST_FOR_API);
});

it.each(['dev', 'prod'])('reserves no concurrency, because a new account has none to reserve: %s', (stage) => {
  for (const { Properties } of Object.values(templatesOf(stage).service.findResources('AWS::Lambda::Function')))
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

it('reserves the concurrency of the config for the cashier, and for no other function', () => {
  const config = configFor('dev');
  const { service } = templatesFor({ ...config, api: { ...config.api, cashierReservedConcurrency: 50 } });
  const reserved = Object.entries(service.findResources('AWS::Lambda::Function')).filter(
    ([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined,
  );
  expect(reserved).toEqual([
    [
      expect.stringMatching(/^Cashier/),
      expect.objectContaining({ Properties: expect.objectContaining({ ReservedConcurrentExecutions: 50 }) }),
    ],
  ]);
});
