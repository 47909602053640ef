import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type WorkerProps, WorkQueue, type WorkQueueProps } from '../../../lib/constructs/work-queue.ts';
import { anApp } from '../../support/synth.ts';

const timeout = Duration.seconds(6);

type Varied = {
  readonly queue?: Partial<WorkQueueProps>;
  readonly worker?: Partial<WorkerProps>;
  readonly reservedConcurrency?: number;
};

/** A stack with a queue and its worker, which keep every rule until a test varies them. */
const build = ({ queue = {}, worker = {}, reservedConcurrency }: Varied, stack = new Stack(anApp(), 'Stack')) => {
  const numbers = { retention: Duration.days(10), dlqRetention: Duration.days(14), maxReceiveCount: 1000 };
  const removalPolicy = RemovalPolicy.DESTROY;
  const orders = new WorkQueue(stack, 'Orders', {
    ...{ visibilityTimeout: Duration.seconds(36), ...numbers, removalPolicy },
    ...queue,
  });
  const consumer = new LambdaFunction(stack, 'Worker', {
    code: Code.fromInline('exports.handler = async () => undefined;'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    timeout,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
  });
  orders.addWorker(consumer, { timeout, batchSize: 10, maxConcurrency: 5, ...worker });
  return stack;
};

const window = { batchingWindow: Duration.seconds(2) };
const slow = { visibilityTimeout: Duration.seconds(38) };

const refusals: readonly (readonly [string, Varied, string])[] = [
  [
    'a visibility timeout below six timeouts',
    { queue: { visibilityTimeout: Duration.seconds(35) } },
    'visibilityTimeout should be at least 6 × timeout + batchingWindow = 36 s, got 35 s: raise it, or lower the timeout of the function',
  ],
  [
    'a visibility timeout below six timeouts and the batching window',
    { queue: { visibilityTimeout: Duration.seconds(37) }, worker: window },
    'visibilityTimeout should be at least 6 × timeout + batchingWindow = 38 s, got 37 s: raise it, or lower the timeout of the function',
  ],
  [
    'dead letters that are retained as long as messages',
    { queue: { dlqRetention: Duration.days(10) } },
    'dlqRetention should be longer than retention (864000 s), got 864000 s: raise it, because a message keeps its first timestamp there',
  ],
  [
    'dead letters that are retained for a shorter time than messages, on a FIFO queue',
    { queue: { fifo: true, dlqRetention: Duration.days(9) } },
    'dlqRetention should be longer than retention (864000 s), got 777600 s: raise it, so that an operator has time for it',
  ],
  [
    'a maximum concurrency above the reserved concurrency',
    { reservedConcurrency: 4 },
    'maxConcurrency should be at most the reserved concurrency of the function (4), got 5: lower it, or reserve more, because each throttled batch uses up a receive',
  ],
  [
    'a maximum concurrency below 2',
    { worker: { maxConcurrency: 1 } },
    'maxConcurrency should be at least 2, got 1: raise it, or use a FIFO queue with one message group to process one message at a time',
  ],
  [
    'a worker without partial batch responses',
    { worker: { reportBatchItemFailures: false } },
    'reportBatchItemFailures should be true, got false: leave it out and answer with batchItemFailures, because otherwise SQS deletes the messages that failed',
  ],
  [
    'a retention below 60 seconds',
    { queue: { retention: Duration.seconds(59) } },
    'retention should be 60 s to 1209600 s (14 days), got 59 s: choose a time that SQS accepts',
  ],
  [
    'a retention of dead letters above 14 days',
    { queue: { dlqRetention: Duration.days(15) } },
    'dlqRetention should be 60 s to 1209600 s (14 days), got 1296000 s: choose a time that SQS accepts',
  ],
  [
    'a batching window on a FIFO queue',
    { queue: { fifo: true, ...slow }, worker: window },
    'batchingWindow should be 0 s on a FIFO queue, got 2 s: leave it out, Lambda refuses it',
  ],
  [
    'a batch above 10 records on a FIFO queue',
    { queue: { fifo: true }, worker: { batchSize: 11 } },
    'batchSize should be 1 to 10 on a FIFO queue, got 11: choose one in this range',
  ],
  [
    'a batch above 10 records on a standard queue without a batching window',
    { worker: { batchSize: 11 } },
    'batchSize should be 1 to 10 on a standard queue without a batchingWindow, got 11: lower it, or set a batchingWindow of at least 1 s',
  ],
  [
    'a batch above 10,000 records on a standard queue with a batching window',
    { queue: slow, worker: { ...window, batchSize: 10_001 } },
    'batchSize should be 1 to 10000 on a standard queue with a batchingWindow, got 10001: choose one in this range',
  ],
  [
    'an empty batch',
    { worker: { batchSize: 0 } },
    'batchSize should be 1 to 10 on a standard queue without a batchingWindow, got 0: lower it, or set a batchingWindow of at least 1 s',
  ],
];

it.each(refusals)('refuses %s', (_name, varied, sentence) => {
  expect(() => build(varied)).toThrow(new Error(`Stack/Orders: ${sentence}`));
});

it.each([
  [false, 'a standard queue like its source, got a FIFO queue'],
  [true, 'a FIFO queue like its source, got a standard queue'],
])('refuses a dead-letter queue of the other kind (fifo: %s)', (fifo, expected) => {
  const stack = new Stack(anApp(), 'Stack');
  const dlq = new Queue(stack, 'Shared', fifo ? {} : { fifo: true });
  expect(() => build({ queue: { fifo, dlq } }, stack)).toThrow(
    new Error(`Stack/Orders: dlq should be ${expected}: leave dlq out, or pass one of the same kind`),
  );
});

it.each([
  ['numbers at the limits', { queue: { retention: Duration.seconds(60), dlqRetention: Duration.seconds(61) } }],
  ['a batch of 10,000 records with a batching window', { queue: slow, worker: { ...window, batchSize: 10_000 } }],
  ['a maximum concurrency equal to the reserved concurrency', { reservedConcurrency: 5 }],
  ['a maximum concurrency of 2', { worker: { maxConcurrency: 2 } }],
] satisfies [string, Varied][])('accepts %s', (_name, varied) => {
  expect(() => build(varied)).not.toThrow();
});

it('shares a dead-letter queue of the same kind', () => {
  const stack = new Stack(anApp(), 'Stack');
  const dlq = new Queue(stack, 'Shared');
  expect(() => build({ queue: { dlq } }, stack)).not.toThrow();
});

describe('a rule that is allowed', () => {
  it.each([
    ['visibility-timeout', { queue: { visibilityTimeout: Duration.seconds(35) } }],
    ['reserved-concurrency', { reservedConcurrency: 4 }],
    ['partial-batch-responses', { worker: { reportBatchItemFailures: false } }],
  ] satisfies [string, Varied][])('is printed with its reason: %s', (rule, { worker, ...varied }: Varied) => {
    const stack = build({ ...varied, worker: { ...worker, allow: { [rule]: 'its function is idempotent' } } });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Orders',
      Match.stringLikeRegexp(
        `^'${rule}' is allowed, because its function is idempotent\\. The rule: \\w+ should be .+, got `,
      ),
    );
  });

  it('is printed with its reason: dlq-retention', () => {
    const allow = { 'dlq-retention': 'its letters are archived at once' };
    const stack = build({ queue: { dlqRetention: Duration.days(5), allow } });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Orders',
      Match.stringLikeRegexp("^'dlq-retention' is allowed, because its letters are archived at once\\."),
    );
  });

  it('needs a reason', () => {
    const allow = { 'visibility-timeout': ' ' };
    expect(() => build({ queue: { visibilityTimeout: Duration.seconds(35) }, worker: { allow } })).toThrow(
      new Error("Stack/Orders: allow['visibility-timeout'] should be a reason, got ''"),
    );
  });

  it('prints nothing while the rule is kept', () => {
    const stack = build({ worker: { allow: { 'visibility-timeout': 'its function is idempotent' } } });
    Annotations.fromStack(stack).hasNoInfo('/Stack/Orders', Match.anyValue());
  });
});
