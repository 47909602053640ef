import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
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

it('accepts TLS only, on both queues', () => {
  const template = synthesized();
  const [first, second] = Object.keys(queuesOf(template));
  template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
  for (const queue of [first, second])
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
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

it.each([10, 9])('refuses to retain dead letters for %d days when the queue retains messages for ten', (days) => {
  expect(() => synthesized({ dlqRetention: Duration.days(days) })).toThrow(
    `dlqRetention should be longer than retention (864000 s), got ${days * 86_400} s: ` +
      'raise it, because a message keeps its first timestamp on the dead-letter queue',
  );
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

  it('fails if the visibility timeout of the queue is too short for the function, and says how to fix it', () => {
    expect(() => withWorker({ visibilityTimeout: Duration.seconds(35) })).toThrow(
      'visibilityTimeout should be at least 6 × timeout + batchingWindow = 36 s, got 35 s: ' +
        'raise it, or lower the timeout of the function',
    );
  });

  it('fails if the visibility timeout of the queue is too short for the function and its batching window', () => {
    const batchingWindow = Duration.seconds(2);
    expect(() => withWorker({ batchingWindow, visibilityTimeout: Duration.seconds(37) })).toThrow('= 38 s, got 37 s');
  });
});
