import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type WorkerProps, WorkQueue, type WorkQueueProps } from '../../../lib/constructs/work-queue.ts';
import { propertiesOf, templateOf } from '../../support/synth.ts';

const aQueue = (stack: Stack, varied: Partial<WorkQueueProps> = {}): WorkQueue =>
  new WorkQueue(stack, 'Orders', {
    visibilityTimeout: Duration.seconds(36),
    retention: Duration.days(10),
    dlqRetention: Duration.days(14),
    maxReceiveCount: 1000,
    removalPolicy: RemovalPolicy.DESTROY,
    ...varied,
  });

const synthesized = (varied: Partial<WorkQueueProps> = {}) => templateOf((stack) => aQueue(stack, varied));

const denyAll = (queue: string | undefined) => ({
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'sqs:*',
  Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
});

const queuesOf = (template: ReturnType<typeof synthesized>) => template.findResources('AWS::SQS::Queue');

it.each([false, true])('has a dead-letter queue with its maximum receive count (fifo: %s)', (fifo) => {
  const queues = queuesOf(synthesized({ fifo }));
  const [dlq] = Object.keys(queues).filter((logicalId) => logicalId.startsWith('OrdersDlq'));
  expect(propertiesOf(queues, 'OrdersQueue').RedrivePolicy).toEqual({
    deadLetterTargetArn: { 'Fn::GetAtt': [dlq, 'Arn'] },
    maxReceiveCount: 1000,
  });
});

it('retains a dead letter for longer than the queue retains a message', () => {
  const queues = queuesOf(synthesized());
  expect(propertiesOf(queues, 'OrdersQueue')).toMatchObject({ MessageRetentionPeriod: 864_000, VisibilityTimeout: 36 });
  expect(propertiesOf(queues, 'OrdersDlq')).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
});

it('encrypts both queues at rest', () => {
  synthesized().allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
});

it('accepts TLS only, and no principal of another account, on both queues', () => {
  const template = synthesized();
  const [first, second] = Object.keys(queuesOf(template));
  template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
  for (const queue of [first, second])
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            ...denyAll(queue),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            ...denyAll(queue),
            // AWS services have no account. Without the second condition, SNS could not deliver events.
            Condition: {
              StringNotEquals: { 'aws:PrincipalAccount': [{ Ref: 'AWS::AccountId' }] },
              Bool: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ],
      },
    });
});

it('permits the producers of other accounts to send, and nothing else', () => {
  const template = synthesized({ producers: ['111122223333'] });
  const [policy] = Object.values(template.findResources('AWS::SQS::QueuePolicy')).filter(({ Properties }) =>
    Properties.Queues[0].Ref.startsWith('OrdersQueue'),
  );
  const statements = policy?.Properties.PolicyDocument.Statement;
  expect(statements).toContainEqual(
    expect.objectContaining({
      Sid: 'RefuseOtherAccounts',
      Condition: expect.objectContaining({
        StringNotEquals: { 'aws:PrincipalAccount': [{ Ref: 'AWS::AccountId' }, '111122223333'] },
      }),
    }),
  );
  expect(statements.filter(({ Effect }: { readonly Effect: string }) => Effect === 'Allow')).toEqual([
    expect.objectContaining({
      Action: 'sqs:SendMessage',
      Principal: { AWS: { 'Fn::Join': ['', expect.arrayContaining([':iam::111122223333:root'])] } },
    }),
  ]);
});

it('cannot be the dead-letter queue of another queue', () => {
  expect(propertiesOf(queuesOf(synthesized()), 'OrdersQueue').RedriveAllowPolicy).toEqual({
    redrivePermission: 'denyAll',
  });
});

describe('with a key', () => {
  const withKey = (varied: Partial<WorkQueueProps> = {}) =>
    templateOf((stack) => {
      const queue = aQueue(stack, { encryptionKey: new Key(stack, 'Key'), ...varied });
      queue.grantSend(new Role(stack, 'Producer', { assumedBy: new AccountRootPrincipal() }));
    });
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

  it('encrypts both queues with it, and asks KMS once in an hour', () => {
    const properties = Object.values(queuesOf(withKey())).map(({ Properties }) => Properties);
    expect(properties).toHaveLength(2);
    for (const each of properties)
      expect(each).toMatchObject({ KmsMasterKeyId: keyArn, KmsDataKeyReusePeriodSeconds: 3600 });
  });

  it('lets a producer use the key, because SQS asks for it', () => {
    const policy = propertiesOf(withKey().findResources('AWS::IAM::Policy'), 'Producer');
    expect(policy.PolicyDocument.Statement).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: keyArn,
    });
  });

  it('lets the worker decrypt messages, also if the dead-letter queue has another encryption', () => {
    const template = templateOf((stack) => {
      const dlq = new Queue(stack, 'Letters', { retentionPeriod: Duration.days(14) });
      const code = Code.fromInline('exports.handler = async () => ({});');
      const worker = new LambdaFunction(stack, 'Worker', {
        code,
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      });
      const queue = aQueue(stack, { encryptionKey: new Key(stack, 'Key'), dlq });
      queue.addWorker(worker, { timeout: Duration.seconds(6), batchSize: 10, maxConcurrency: 2 });
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
          },
        ]),
      },
    });
  });

  it('lets producers of other accounts use the key', () => {
    const { KeyPolicy } = propertiesOf(withKey({ producers: ['111122223333'] }).findResources('AWS::KMS::Key'), 'Key');
    expect(JSON.stringify(KeyPolicy.Statement.at(-1))).toContain(':iam::111122223333:root');
    expect(KeyPolicy.Statement.at(-1)).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] });
  });
});

it('is a standard queue by default', () => {
  for (const properties of ['FifoQueue', 'DeduplicationScope', 'FifoThroughputLimit'])
    synthesized().allResourcesProperties('AWS::SQS::Queue', { [properties]: Match.absent() });
});

it('is a FIFO queue in high-throughput mode, with a FIFO dead-letter queue', () => {
  const template = synthesized({ fifo: true });
  template.allResourcesProperties('AWS::SQS::Queue', { FifoQueue: true });
  expect(propertiesOf(queuesOf(template), 'OrdersQueue')).toMatchObject({
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  });
});

it.each([RemovalPolicy.RETAIN, RemovalPolicy.DESTROY])('has the removal policy of its stage: %s', (removalPolicy) => {
  const DeletionPolicy = removalPolicy === RemovalPolicy.RETAIN ? 'Retain' : 'Delete';
  synthesized({ removalPolicy }).allResources('AWS::SQS::Queue', { DeletionPolicy });
});

describe('the worker', () => {
  const MAPPING = 'AWS::Lambda::EventSourceMapping';
  const timeout = Duration.seconds(6);

  const withWorker = ({
    batchingWindow,
    ...queue
  }: Partial<WorkQueueProps> & Pick<WorkerProps, 'batchingWindow'> = {}) =>
    templateOf((stack) => {
      const worker = new LambdaFunction(stack, 'Worker', {
        code: Code.fromInline('exports.handler = async () => undefined;'),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_22_X,
        timeout,
      });
      const window = batchingWindow ? { batchingWindow } : {};
      aQueue(stack, queue).addWorker(worker, { timeout, batchSize: 10, maxConcurrency: 5, ...window });
    });

  it('reports batch item failures, and has the batch size and the concurrency limit that are set', () => {
    withWorker().hasResourceProperties(MAPPING, {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  it('receives from the queue, not from its dead-letter queue', () => {
    withWorker().hasResourceProperties(MAPPING, {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersQueue'), 'Arn'] },
    });
  });

  it('gathers a batch for the batching window', () => {
    withWorker({ batchingWindow: Duration.seconds(2), visibilityTimeout: Duration.seconds(38) }).hasResourceProperties(
      MAPPING,
      { MaximumBatchingWindowInSeconds: 2 },
    );
  });

  it('may send to the dead-letter queue, and to no other queue', () => {
    const statements = Object.values(withWorker().findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const sending = statements.filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
    expect(sending).toEqual([
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^OrdersDlq/), 'Arn'] },
      },
    ]);
  });
});
