import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type QueueWorkerProps, workQueue } from '../../../lib/constructs/queue-worker.ts';
import { templateOf } from '../../support/synth.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const timeout = Duration.seconds(6);

const synthesized = (varied: Partial<QueueWorkerProps> = {}) =>
  templateOf((stack) => {
    const visibilityTimeout = varied.visibilityTimeout ?? Duration.seconds(36);
    const code = Code.fromInline('exports.handler = async () => undefined;');
    workQueue({
      worker: new LambdaFunction(stack, 'Worker', {
        code,
        handler: 'index.handler',
        runtime: Runtime.NODEJS_22_X,
        timeout,
      }),
      timeout,
      queue: new Queue(stack, 'Queue', { visibilityTimeout }),
      visibilityTimeout,
      batchSize: 10,
      maxConcurrency: 5,
      ...varied,
    });
  });

it('answers for each record, and keeps the concurrency that is set', () => {
  synthesized().hasResourceProperties(MAPPING, {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 5 },
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: Match.absent(),
  });
});

it('gathers a batch for as long as it is told to', () => {
  synthesized({ batchingWindow: Duration.seconds(2), visibilityTimeout: Duration.seconds(38) }).hasResourceProperties(
    MAPPING,
    { MaximumBatchingWindowInSeconds: 2 },
  );
});

it('refuses a visibility timeout that is too short for the function, and says how to mend it', () => {
  expect(() => synthesized({ visibilityTimeout: Duration.seconds(35) })).toThrow(
    'visibilityTimeout should be at least 6 × timeout + batchingWindow = 36 s, got 35 s: ' +
      'raise it, or lower the timeout of the function',
  );
});

it('refuses one that is too short for the function and its batching window', () => {
  const batchingWindow = Duration.seconds(2);
  expect(() => synthesized({ batchingWindow, visibilityTimeout: Duration.seconds(37) })).toThrow('= 38 s, got 37 s');
});
