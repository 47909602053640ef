import type { SQSEvent } from 'aws-lambda';
import { type Mapping, startMapping } from '../functions/mapping.ts';
import type { Message } from '../functions/queue-client.ts';
import type { Invocation } from '../functions/thread-messages.ts';
import type { MappingResource } from '../template/lambda.ts';

const aMessage = (id: string): Message => ({
  ...{ MessageId: id, ReceiptHandle: `handle of ${id}`, Body: '{}', MD5OfBody: '' },
  ...{ Attributes: {}, MessageAttributes: {} },
});

const stopped: AbortController[] = [];
afterEach(() => {
  for (const controller of stopped.splice(0)) controller.abort();
});

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Given = {
  readonly batches: (readonly string[] | Error)[];
  readonly resource?: Partial<MappingResource>;
  readonly invoke: (event: SQSEvent) => Promise<Invocation>;
};

/** A mapping whose queue gives these batches, one at each poll, and then none. */
const start = ({ batches, resource = {}, invoke }: Given) => {
  const controller = new AbortController();
  stopped.push(controller);
  const removed: string[] = [];
  const errors: unknown[] = [];
  const seen = { removed, errors, invoked: 0, polls: 0 };
  const queue = {
    receive: async (_most: number, waitSeconds: number): Promise<Message[]> => {
      await aTurn();
      if (waitSeconds === 0) return []; // the second look after a short batch
      seen.polls += 1;
      const batch = batches.shift() ?? [];
      if (batch instanceof Error) throw batch;
      return batch.map(aMessage);
    },
    hide: async () => undefined,
    remove: async (receiptHandles: readonly string[]) => void seen.removed.push(...receiptHandles),
  };
  const mapping = startMapping(
    {
      ...{ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:orders', FunctionName: 'Barista', Enabled: 'true' },
      ...{ BatchSize: 10, MaximumBatchingWindowInSeconds: 0 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...resource,
    },
    {
      queue,
      invoke: (event) => {
        seen.invoked += 1;
        return invoke(event);
      },
      ...{ maxInFlight: 4, signal: controller.signal, onError: (error) => void seen.errors.push(error) },
    },
  );
  return { mapping, seen };
};

const until = async (holds: () => boolean): Promise<void> => {
  const limit = AbortSignal.timeout(10_000);
  while (!holds() && !limit.aborted) await aTurn();
  expect(holds()).toBe(true);
};
const isDone = (mapping: Mapping): boolean => mapping.state().received > 0 && mapping.state().inFlight === 0;
const answered = (value: unknown): Invocation => ({ kind: 'answered', value });
const failures = (...ids: readonly string[]) =>
  answered({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

describe('the records of a batch', () => {
  const three = ['a', 'b', 'c'];
  const all = three.map((id) => `handle of ${id}`);
  it.each<[string, Invocation, readonly string[]]>([
    ['are deleted without those that the function reports', failures('b'), ['handle of a', 'handle of c']],
    ['are deleted if it reports none', failures(), all],
    ['are deleted if it answers nothing', answered(null), all],
    ['stay if it fails', { kind: 'failed', error: { errorType: 'Sandbox.Timedout', errorMessage: '' } }, []],
    ['stay if it reports a record that is not theirs', failures('b', 'of another batch'), []],
    ['stay if its answer cannot be read', answered({ batchItemFailures: 'b' }), []],
  ])('%s', async (_what, invocation, removed) => {
    const { mapping, seen } = start({ batches: [three], invoke: async () => invocation });
    await until(() => isDone(mapping));
    expect(seen).toMatchObject({ removed, errors: [], invoked: 1 });
  });

  it('are all deleted if the mapping takes no answers for records', async () => {
    const resource = { FunctionResponseTypes: [] };
    const { mapping, seen } = start({ batches: [three], resource, invoke: async () => failures('b') });
    await until(() => isDone(mapping));
    expect(seen.removed).toEqual(all);
  });
});

it('works at most the concurrency of its template at once', async () => {
  const ends: (() => void)[] = [];
  const invoke = (): Promise<Invocation> => new Promise((resolve) => ends.push(() => resolve(failures())));
  const batches = ['a', 'b', 'c', 'd'].map((id) => [id]);
  const { mapping, seen } = start({ batches, resource: { ScalingConfig: { MaximumConcurrency: 2 } }, invoke });
  await until(() => seen.invoked === 2);
  for (let turns = 0; turns < 50; turns++) await aTurn();
  expect(seen).toMatchObject({ invoked: 2, polls: 2 });
  expect(mapping.state()).toMatchObject({ inFlight: 2 });
  ends.shift()?.();
  await until(() => seen.invoked === 3);
  for (const end of ends.splice(0)) end();
});

it('polls nothing while its template disables it', async () => {
  const { mapping, seen } = start({ batches: [['a']], resource: { Enabled: 'false' }, invoke: async () => failures() });
  for (let turns = 0; turns < 50; turns++) await aTurn();
  expect(seen.polls).toBe(0);
  expect(mapping.state()).toMatchObject({ state: 'Disabled' });
  mapping.setEnabled(true);
  await until(() => seen.removed.length === 1);
});

it('polls again after a failed poll, and tells of it', async () => {
  const outage = new Error('SQS is out');
  const { seen } = start({ batches: [outage, ['a']], invoke: async () => failures() });
  await until(() => seen.removed.length === 1);
  expect(seen.errors).toEqual([outage]);
});
