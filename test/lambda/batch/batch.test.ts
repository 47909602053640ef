import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { type BatchDeps, createBatch } from '../../../lambda/batch/batch.ts';
import type { Outcome, RecordHandler } from '../../../lambda/batch/failure-path.ts';
import { recordingLog } from '../../support/log.ts';
import { lambdaContext, sqsEvent, sqsRecord, tabRecord } from '../../support/sqs.ts';

const failed = (reason: string, blocks = true): Outcome => ({ kind: 'failed', reason, blocks, seconds: 7 });
const inert = {
  setVisibility: async () => undefined,
  sendToDlq: async () => undefined,
  recordMilliseconds: 1000,
  now: Date.now,
};
const standardRecord = (messageId: string, receiveCount = 1) =>
  sqsRecord('{}', { messageId, group: 'fair', receiveCount });

/** Works a batch and keeps its steps in order. A record without an outcome in `outcomes` is acknowledged. */
const workBatch = async (
  records: readonly SQSRecord[],
  outcomes: Record<string, () => Outcome | Promise<Outcome>> = {},
) => {
  const steps: string[] = [];
  const { log, lines } = recordingLog();
  const handleRecord: RecordHandler = async ({ messageId }) => {
    steps.push(`begin ${messageId}`);
    await setImmediate();
    try {
      return (await outcomes[messageId]?.()) ?? { kind: 'acknowledged' };
    } finally {
      steps.push(`end ${messageId}`);
    }
  };
  const released: Record<string, number> = {};
  const setVisibility: BatchDeps['setVisibility'] = async (failures) => {
    for (const { record, seconds } of failures) released[record.messageId] = seconds;
  };
  const batch = createBatch({ ...inert, handleRecord, setVisibility, log });
  const { batchItemFailures } = await batch(sqsEvent(...records), lambdaContext());
  const begun = steps.filter((step) => step.startsWith('begin')).map((step) => step.slice('begin '.length));
  return { failures: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), steps, begun, lines, released };
};

it('reports no failure if every record is acknowledged', async () => {
  const { failures, begun, lines } = await workBatch(['1', '2', '3'].map((name) => standardRecord(name)));
  expect(failures).toEqual([]);
  expect(begun).toEqual(['1', '2', '3']);
  expect(lines).toEqual([]);
});

it('reports only the records that failed', async () => {
  const records = ['1', '2', '3'].map((name) => standardRecord(name));
  const { failures } = await workBatch(records, { 2: () => failed('leased') });
  expect(failures).toEqual(['2']);
});

it('works the records of a standard queue concurrently, even within one message group', async () => {
  const { steps } = await workBatch(['1', '2'].map((name) => standardRecord(name)));
  expect(steps).toEqual(['begin 1', 'begin 2', 'end 1', 'end 2']);
});

it('does not block the group of a failed record on a standard queue', async () => {
  const records = ['1', '2', '3'].map((name) => standardRecord(name));
  const { failures, begun } = await workBatch(records, { 1: () => failed('leased') });
  expect(begun).toEqual(['1', '2', '3']);
  expect(failures).toEqual(['1']);
});

it('works the message groups of a FIFO queue concurrently, and the records of a group in order', async () => {
  const { steps } = await workBatch(['a1', 'a2', 'b1'].map(tabRecord));
  expect(steps).toEqual(['begin a1', 'begin b1', 'end a1', 'end b1', 'begin a2', 'end a2']);
});

describe('a failed record of a FIFO queue', () => {
  const records = ['a1', 'a2', 'b1', 'a3', 'b2'].map(tabRecord);

  it('blocks the later records of its group, which are reported as failed, and no other group', async () => {
    const { failures, begun } = await workBatch(records, { a1: () => failed('leased') });
    expect(begun).toEqual(['a1', 'b1', 'b2']);
    expect(failures.toSorted()).toEqual(['a1', 'a2', 'a3']);
  });

  it('does not fail the earlier records of its group', async () => {
    const { failures, begun } = await workBatch(records, { a2: () => failed('leased') });
    expect(begun).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(failures.toSorted()).toEqual(['a2', 'a3']);
  });

  it('blocks nothing if its result is already recorded', async () => {
    const { failures, begun } = await workBatch(records, { a1: () => failed('unannounced', false) });
    expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
    expect(failures).toEqual(['a1']);
  });

  it('blocks its group if its handler throws', async () => {
    const { failures } = await workBatch(records, { a1: () => Promise.reject(new Error('boom')) });
    expect(failures.toSorted()).toEqual(['a1', 'a2', 'a3']);
  });
});

describe('an error that cannot be described', () => {
  const circular = new Error('boom');
  circular.cause = circular;
  const unreadable = new Proxy(new Error('boom'), {
    get: () => {
      throw new Error('no');
    },
  });

  it.each([
    ['whose cause is itself', circular],
    ['that cannot be converted to text', Object.create(null)],
    ['whose fields throw', unreadable],
  ])('fails only its own record: an error %s', async (_what, error) => {
    const records = ['1', '2'].map((name) => standardRecord(name));
    const { failures, lines } = await workBatch(records, { 1: () => Promise.reject(error) });
    expect(failures).toEqual(['1']);
    expect(lines).toHaveLength(1);
  });
});

describe('a handler that throws', () => {
  const records = ['1', '2'].map((name) => standardRecord(name));

  it('fails only its own record', async () => {
    const { failures, lines } = await workBatch(records, { 1: () => Promise.reject(new Error('boom')) });
    expect(failures).toEqual(['1']);
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'record.failed',
        fields: expect.objectContaining({ reason: 'unexpected', messageId: '1', error: 'Error', message: 'boom' }),
      }),
    );
  });

  it('fails its own record even if it throws before it returns a promise', async () => {
    const handleRecord: RecordHandler = () => {
      throw new Error('boom');
    };
    const batch = createBatch({ ...inert, handleRecord, log: recordingLog().log });
    expect(await batch(sqsEvent(...records), lambdaContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }],
    });
  });
});

it('returns after all handlers have settled, even if a record fails at once', async () => {
  const settled: string[] = [];
  const handleRecord: RecordHandler = async ({ messageId }) => {
    if (messageId === '1') throw new Error('boom');
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    settled.push(messageId);
    return { kind: 'acknowledged' };
  };
  const batch = createBatch({ ...inert, handleRecord, log: recordingLog().log });
  await batch(sqsEvent(...['1', '2', '3'].map((name) => standardRecord(name))), lambdaContext());
  expect(settled).toEqual(['2', '3']);
});

it('logs one line for each failed record, blocked ones included', async () => {
  const { lines } = await workBatch(['a1', 'a2', 'b1'].map(tabRecord), { a1: () => failed('leased') });
  const line = (messageId: string, reason: string, seconds: number) => ({
    level: 'warn',
    event: 'record.failed',
    fields: { reason, seconds, messageId, receiveCount: 1 },
  });
  expect(lines).toEqual([line('a1', 'leased', 7), line('a2', 'blocked', 0)]);
});

it('makes a failed record visible after the delay of its outcome, and a blocked one at once', async () => {
  const { released } = await workBatch(['a1', 'a2', 'b1'].map(tabRecord), { a1: () => failed('leased') });
  expect(released).toEqual({ a1: 7, a2: 0 });
});

it('reports the same failures if it cannot change their visibility', async () => {
  const { log, lines } = recordingLog();
  const setVisibility = () => Promise.reject(new Error('SQS does not answer'));
  const handleRecord: RecordHandler = async () => failed('leased');
  const batch = createBatch({ ...inert, handleRecord, setVisibility, log });
  expect((await batch(sqsEvent(standardRecord('1')), lambdaContext())).batchItemFailures).toHaveLength(1);
  expect(lines.map(({ event }) => event)).toContain('visibility.not-set');
});

it('begins no record without enough time left, and makes it visible at once', async () => {
  const left = [6000, 999];
  const handleRecord: RecordHandler = async () => ({ kind: 'acknowledged' });
  const released: string[] = [];
  const setVisibility: BatchDeps['setVisibility'] = async (failures) => {
    for (const { record, seconds } of failures) released.push(`${record.messageId} ${seconds}`);
  };
  const batch = createBatch({ ...inert, handleRecord, setVisibility, log: recordingLog().log });
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => left.shift() ?? 0 };
  const { batchItemFailures } = await batch(sqsEvent(...['a1', 'b1', 'a2', 'b2', 'a3'].map(tabRecord)), context);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a2', 'b2', 'a3']);
  expect(released).toEqual(['a2 0', 'b2 0', 'a3 0']);
});

it('accepts an empty batch', async () => {
  expect((await workBatch([])).failures).toEqual([]);
});
