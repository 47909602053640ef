import { Duration } from 'aws-cdk-lib';
import { queueWorkerVariables } from '../../../lambda/environment.ts';
import { checkWorkers } from '../../../lib/check-workers.ts';
import { configFor } from '../../../lib/config.ts';
import { stageNames } from '../../../lib/stage-names.ts';
import type { WorkerDefinition } from '../../../lib/workers.ts';
import { evaluateAlarms } from '../../support/cloudwatch/alarms.ts';
import { lambdaEvent, logMetrics, MINUTE } from '../../support/cloudwatch/metrics.ts';
import { propertiesOf, templatesFor } from '../../support/synth.ts';

/** A worker whose folder exists. No template test bundles it. */
const aWorker = (varied: Partial<WorkerDefinition> = {}): WorkerDefinition => ({
  queue: 'deliveries',
  function: 'parsing',
  description: 'Delivers orders',
  timeout: Duration.seconds(20),
  recordTime: Duration.seconds(8),
  batchSize: 10,
  maxConcurrency: 2,
  ...varied,
});

const templatesWith = (varied?: Partial<WorkerDefinition>, stage = 'dev') =>
  templatesFor({ ...configFor(stage), workers: [aWorker(varied)] });

describe.each(stageNames)('a worker of the list in stage %s', (stage) => {
  const { state, service, monitoring } = templatesWith({ environment: { CARRIER_URL: 'https://carrier' } }, stage);

  it('has a queue whose visibility timeout fits, and a dead-letter queue', () => {
    const queues = state.findResources('AWS::SQS::Queue');
    const queue = propertiesOf(queues, 'DeliveriesQueue');
    expect(queue).toMatchObject({ VisibilityTimeout: 120, RedrivePolicy: { maxReceiveCount: 1000 } });
    expect(queue).not.toHaveProperty('FifoQueue');
    expect(propertiesOf(queues, 'DeliveriesDlq')).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
    expect(Object.keys(state.findOutputs('*'))).toEqual(
      expect.arrayContaining(['DeliveriesQueueUrl', 'DeliveriesDlqUrl']),
    );
  });

  it('has a function with the variables of every such worker and its own, and a mapping with partial batch responses', () => {
    const worker = propertiesOf(service.findResources('AWS::Lambda::Function'), 'ParsingFunction');
    const { Variables } = worker.Environment;
    expect(Object.keys(Variables).toSorted()).toEqual(['CARRIER_URL', ...queueWorkerVariables].toSorted());
    expect(Variables).toMatchObject({ CARRIER_URL: 'https://carrier', RECORD_MILLISECONDS: '8000' });
    const mapping = propertiesOf(service.findResources('AWS::Lambda::EventSourceMapping'), 'ParsingFunction');
    expect(mapping).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(JSON.stringify(mapping.EventSourceArn)).toContain('DeliveriesQueue');
  });

  it('keeps its logs as every function of the stage does', () => {
    const groups = Object.entries(service.findResources('AWS::Logs::LogGroup'));
    const logsOf = (name: string) =>
      groups
        .filter(([logicalId]) => logicalId.startsWith(name))
        .map(([, { Properties, DeletionPolicy }]) => ({ ...Properties, Tags: 'its own', DeletionPolicy }));
    expect(logsOf('ParsingLogs')).toHaveLength(1);
    expect(logsOf('ParsingLogs')).toEqual(logsOf('CashierLogs'));
  });

  it('has the alarms of a queue and of a function, in the in-flight alarm and on the dashboard too', () => {
    const names = Object.values(monitoring.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) =>
      String(Properties.AlarmName).slice(`orderboard-${stage}-`.length),
    );
    const own = ['deliveries-failing', 'deliveries-idle', 'deliveries-age', 'deliveries-dlq', 'parsing-errors'];
    expect(names).toEqual(expect.arrayContaining(own));
    const textOf = (type: string, name: string) => JSON.stringify(propertiesOf(monitoring.findResources(type), name));
    expect(textOf('AWS::CloudWatch::Alarm', 'inflight')).toContain('DeliveriesQueue');
    expect(textOf('AWS::CloudWatch::Alarm', 'functionthrottles')).toContain('ParsingFunction');
    expect(textOf('AWS::CloudWatch::Dashboard', 'Dashboard')).toContain('DeliveriesDlq');
  });

  it('counts in the metrics of failures, quarantined messages and refused calls', () => {
    const filters = Object.keys(monitoring.findResources('AWS::Logs::MetricFilter'));
    for (const name of ['Failures', 'Quarantined', 'RepeatedReceives', 'FailedCalls', 'RefusedCalls'])
      expect(filters.filter((id) => id.startsWith(`LogMetrics${name}parsing`))).toHaveLength(1);
  });

  it('fires its alarm when a message has been failing for two minutes, and not before', () => {
    const firesAfter = (failingSeconds: number) => {
      const fields = { reason: 'unavailable', failingSeconds };
      const line = lambdaEvent('parsing', MINUTE, { level: 'warn', event: 'record.failed', fields });
      const metrics = logMetrics(monitoring, [line]);
      const alarms = evaluateAlarms(monitoring, `orderboard-${stage}`, metrics, 5);
      return alarms.find(({ name }) => name === 'deliveries-failing')?.fires;
    };
    expect(firesAfter(119)).toEqual([]);
    expect(firesAfter(120)).toEqual([2]);
  });
});

it('can have a FIFO queue, with a FIFO dead-letter queue and an idle alarm that knows of groups in flight', () => {
  const { state, monitoring } = templatesWith({ fifo: true });
  for (const name of ['DeliveriesQueue', 'DeliveriesDlq'])
    expect(propertiesOf(state.findResources('AWS::SQS::Queue'), name)).toMatchObject({ FifoQueue: true });
  const idle = propertiesOf(monitoring.findResources('AWS::CloudWatch::Alarm'), 'deliveriesidle');
  expect(idle.Metrics).toContainEqual(expect.objectContaining({ Id: 'hidden' }));
});

it.each(stageNames)('can receive the events of a type, with raw delivery (%s)', (stage) => {
  const { state } = templatesWith({ events: ['order.ready'] }, stage);
  const subscription = propertiesOf(state.findResources('AWS::SNS::Subscription'), 'DeliveriesQueue');
  expect(subscription).toMatchObject({
    RawMessageDelivery: true,
    FilterPolicy: { type: ['order.ready'] },
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^DeliveriesDlq/), 'Arn'] } },
  });
  expect(JSON.stringify(subscription.TopicArn)).toContain('OrderEvents');
});

it('has the permissions of its definition, and those on its own queues', () => {
  const grant = {
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['arn:aws:secretsmanager:*:*:secret:carrier'],
  };
  const { service } = templatesWith({ grants: [grant] });
  const { Statement } = propertiesOf(service.findResources('AWS::IAM::Policy'), 'ParsingRole').PolicyDocument;
  expect(Statement).toContainEqual({ Effect: 'Allow', Action: grant.actions[0], Resource: grant.resources[0] });
  const queues = Statement.filter(({ Action }: { Action: string }) => JSON.stringify(Action).includes('sqs:'));
  expect(JSON.stringify(queues).match(/(Orders|Tabs|Pickups|Receipts|Imports)(Queue|Dlq)/)).toBeNull();
});

it.each([
  [{ queue: 'Deliveries' }, "queue should be 1 to 32 lower-case letters, got 'Deliveries'"],
  [{ function: 'my-courier' }, "function should be 1 to 32 lower-case letters, got 'my-courier'"],
  [{ fifo: true, events: ['order.ready'] as const }, 'events should be empty on a FIFO queue, got order.ready'],
  [{ recordTime: Duration.seconds(20) }, 'recordTime should be shorter than timeout (20000 ms), got 20000 ms'],
])('refuses the definition %j, and says why', (varied, message) => {
  expect(() => templatesWith(varied)).toThrow(message);
});

describe('a definition with a name of the shop', () => {
  const { state, service } = templatesFor({ ...configFor('dev'), workers: [] });
  const outputs = Object.keys(state.findOutputs('*'));
  const queues = outputs.flatMap((output) => /^([A-Z]\w+)QueueUrl$/.exec(output)?.[1]?.toLowerCase() ?? []);
  const functions = Object.values(service.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
    (Properties.Tags ?? []).flatMap(({ Key, Value }: { Key: string; Value: string }) =>
      Key === 'component' ? [Value] : [],
    ),
  );

  it('is refused for each queue and each function', () => {
    expect([queues.length, functions.length]).toEqual([5, 5]);
    for (const queue of queues)
      expect(() => checkWorkers([aWorker({ queue })])).toThrow(`a name that the shop does not use, got '${queue}'`);
    for (const name of functions)
      expect(() => checkWorkers([aWorker({ function: name })])).toThrow(`does not use, got '${name}'`);
  });
});

it.each([
  [{ queue: 'orders' }, "lib/workers.ts: orders: queue should be a name that the shop does not use, got 'orders'"],
  [{ queue: 'mail' }, "lib/workers.ts: mail: queue should be a name that the shop does not use, got 'mail'"],
  [{ queue: 'mails' }, "lib/workers.ts: mails: queue should be a name that the shop does not use, got 'mails'"],
  [
    { function: 'mail' },
    "lib/workers.ts: deliveries: function should be a name that the shop does not use, got 'mail'",
  ],
  [
    { function: 'barista' },
    "lib/workers.ts: deliveries: function should be a name that the shop does not use, got 'barista'",
  ],
  [
    { function: 'access' },
    "lib/workers.ts: deliveries: function should be a name that the shop does not use, got 'access'",
  ],
])('refuses a name of the shop: %j', (varied, message) => {
  expect(() => checkWorkers([aWorker(varied)])).toThrow(message);
});

it('refuses a name that two workers have', () => {
  expect(() => checkWorkers([aWorker(), aWorker({ function: 'batch' })])).toThrow(
    "lib/workers.ts: deliveries: queue should have a name of its own, got 'deliveries' twice",
  );
  expect(() => checkWorkers([aWorker(), aWorker({ queue: 'returns' })])).toThrow(
    "lib/workers.ts: deliveries: function should have a name of its own, got 'parsing' twice",
  );
});

it('takes five workers, and refuses six', () => {
  const some = (count: number) =>
    ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count).map((name) => aWorker({ queue: name, function: `f${name}` }));
  expect(() => checkWorkers(some(5))).not.toThrow();
  expect(() => checkWorkers(some(6))).toThrow('lib/workers.ts should have at most 5 entries, got 6');
});
