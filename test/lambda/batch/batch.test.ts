import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { ServiceError } from '../../../lambda/aws/service-error.ts';
import { type BatchDeps, createBatch } from '../../../lambda/batch/batch.ts';
import type { Inspected } from '../../../lambda/batch/log-line.ts';
import type { Outcome, RecordContext, RecordHandler } from '../../../lambda/batch/record-handler.ts';
import { PermanentError } from '../../../lambda/errors.ts';
import { recordingLog } from '../../support/log.ts';
import { FIRST_RECEIVED_AT, lambdaContext, sqsEvent, sqsRecord, tabRecord } from '../../support/sqs.ts';

/** A minute after the first receive of every record. */
const NOW = FIRST_RECEIVED_AT + 60_000;

const failed = (reason: string, blocks = true): Outcome => ({ kind: 'failed', reason, blocks, seconds: 7 });
const inert = {
  setVisibility: async () => undefined,
  sendToDlq: async () => undefined,
  inspect: () => ({ names: {} }),
  isSuspect: async () => false,
  isOutage: () => false,
  recordMilliseconds: 1000,
  now: () => NOW,
};
const standardRecord = (messageId: string, receiveCount = 1) =>
  sqsRecord('{}', { messageId, group: 'fair', receiveCount });

/** Works a batch and keeps its steps in order. A record without an outcome in `outcomes` is acknowledged. */
const workBatch = async (
  records: readonly SQSRecord[],
  outcomes: Record<string, () => Outcome | Promise<Outcome>> = {},
  deps: Partial<BatchDeps> = {},
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
  const batch = createBatch({ ...inert, handleRecord, setVisibility, log, ...deps });
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
  const times = { receiveCount: 1, ageSeconds: 60, failingSeconds: 60 };
  const line = (messageId: string, reason: string, seconds: number) => ({
    level: 'warn',
    event: 'record.failed',
    fields: { reason, seconds, messageId, queue: 'tabs.fifo', ...times },
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
  expect(lines).toMatchObject([{ event: 'record.failed' }, { level: 'warn', event: 'visibility.not-set' }]);
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

it('begins a record with exactly the time left that it needs', async () => {
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => inert.recordMilliseconds };
  const begun: string[] = [];
  const handleRecord: RecordHandler = async ({ messageId }) => {
    begun.push(messageId);
    return { kind: 'acknowledged' };
  };
  await createBatch({ ...inert, handleRecord, log: recordingLog().log })(sqsEvent(standardRecord('1')), context);
  expect(begun).toEqual(['1']);
});

it('counts a record that was not begun for want of time as failed, and the rest of its group as blocked', async () => {
  const { log, lines } = recordingLog();
  const handleRecord: RecordHandler = async () => ({ kind: 'acknowledged' });
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 0 };
  await createBatch({ ...inert, handleRecord, log })(sqsEvent(...['a1', 'a2'].map(tabRecord)), context);
  expect(lines.map(({ fields }) => fields.reason)).toEqual(['deferred', 'blocked']);
});

it('tells the handler which record is the first of its group', async () => {
  const first: Record<string, boolean> = {};
  const handleRecord: RecordHandler = async ({ messageId }, context) => {
    first[messageId] = context.first;
    return { kind: 'acknowledged' };
  };
  const batch = createBatch({ ...inert, handleRecord, log: recordingLog().log });
  await batch(sqsEvent(...['a1', 'a2', 'b1', 'a3'].map(tabRecord)), lambdaContext());
  expect(first).toEqual({ a1: true, a2: false, b1: true, a3: false });
});

it('changes no visibility if every record is acknowledged', async () => {
  const setVisibility = jest.fn(async () => undefined);
  await workBatch([standardRecord('1')], {}, { setVisibility });
  expect(setVisibility).not.toHaveBeenCalled();
});

it('accepts an empty batch', async () => {
  expect((await workBatch([])).failures).toEqual([]);
});

describe('a redelivered record', () => {
  const suspect =
    (name: string) =>
    async ({ messageId }: SQSRecord) =>
      messageId === name;

  it('runs alone after all others if there is evidence that it crashed its process', async () => {
    const records = ['1', '2', '3'].map((name) => standardRecord(name, 2));
    const { steps } = await workBatch(records, {}, { isSuspect: suspect('1') });
    expect(steps).toEqual(['begin 2', 'begin 3', 'end 2', 'end 3', 'begin 1', 'end 1']);
  });

  it('runs beside others without such evidence, however often it was received', async () => {
    const records = ['1', '2'].map((name) => standardRecord(name, 499));
    const { steps } = await workBatch(records);
    expect(steps).toEqual(['begin 1', 'begin 2', 'end 1', 'end 2']);
  });

  it('is looked up, and a record that was received once is not', async () => {
    const lookedUp: string[] = [];
    const isSuspect = async ({ messageId }: SQSRecord) => {
      lookedUp.push(messageId);
      return false;
    };
    await workBatch([standardRecord('1', 1), standardRecord('2', 2)], {}, { isSuspect });
    expect(lookedUp).toEqual(['2']);
  });

  it('runs alone after the others if its look-up has a bug, and its handler gives the reason', async () => {
    const isSuspect = () => Promise.reject(new Error('a bug'));
    const { steps, failures } = await workBatch([standardRecord('1', 2), standardRecord('2')], {}, { isSuspect });
    expect(steps).toEqual(['begin 2', 'end 2', 'begin 1', 'end 1']);
    expect(failures).toEqual([]);
  });
});

describe('an outage', () => {
  const down = new Error('the store is down');
  const isOutage = (error: unknown) => error === down;
  const isDown = () => Promise.reject(down);

  it('stops the batch: no record of a later round is begun, and each waits for the retry delay', async () => {
    const records = ['a1', 'b1', 'b2'].map(tabRecord);
    const { begun, failures, released, lines } = await workBatch(records, { a1: isDown }, { isOutage });
    expect(begun).toEqual(['a1', 'b1']);
    expect(failures).toEqual(['a1', 'b2']);
    for (const name of ['a1', 'b2']) {
      expect(released[name]).toBeGreaterThanOrEqual(15);
      expect(released[name]).toBeLessThanOrEqual(30);
    }
    expect(lines.map(({ fields }) => fields.reason)).toEqual(['unexpected', 'outage']);
  });

  it('does not delay the records behind a failed one of their group, which SQS holds back', async () => {
    const records = ['a1', 'a2'].map(tabRecord);
    const { released } = await workBatch(records, { a1: isDown }, { isOutage });
    expect(released.a2).toBe(0);
  });

  it('stops the batch before its first round if it fails a look-up', async () => {
    const records = [standardRecord('1', 2), standardRecord('2', 1)];
    const { begun, failures } = await workBatch(records, {}, { isOutage, isSuspect: isDown });
    expect(begun).toEqual([]);
    expect(failures).toEqual(['1', '2']);
  });

  it('delays a record that was not begun from the time at which it was due', async () => {
    const inspect = (): Inspected => ({ names: {}, dueAt: NOW });
    const records = [standardRecord('1', 2)];
    const { released } = await workBatch(records, {}, { isOutage, isSuspect: isDown, inspect });
    expect(released[1]).toBeLessThanOrEqual(5);
  });

  it('delays a record that was due before its first receive from that receive', async () => {
    const inspect = (): Inspected => ({ names: {}, dueAt: 0 });
    const records = [standardRecord('1', 2)];
    const { released } = await workBatch(records, {}, { isOutage, isSuspect: isDown, inspect });
    expect(released[1]).toBeLessThanOrEqual(30);
  });

  it('does not stop a batch if the error of a record says nothing about the others', async () => {
    const records = ['a1', 'b1', 'b2'].map(tabRecord);
    const { begun } = await workBatch(records, { a1: () => Promise.reject(new Error('boom')) }, { isOutage });
    expect(begun).toEqual(['a1', 'b1', 'b2']);
  });
});

describe('a log line about a message', () => {
  const names = { order: '0123456789ab', number: 'K-4172' };
  const inspect = () => ({ names });
  const facts = {
    ...names,
    messageId: '1',
    queue: 'orders',
    receiveCount: 3,
    ageSeconds: 60,
    failingSeconds: 60,
  };

  it.each([
    ['a failed record', { handleRecord: () => Promise.reject(new Error('boom')) }],
    [
      'a quarantined record',
      { handleRecord: () => Promise.reject(new PermanentError('malformed', 'it should be an order')) },
    ],
    ['an early record', { handleRecord: async () => failed('early') }],
    [
      'a visibility timeout that was not set',
      { handleRecord: async () => failed('leased'), setVisibility: () => Promise.reject(new Error('boom')) },
    ],
    [
      'a lease that was not released',
      {
        handleRecord: (_record: SQSRecord, context: RecordContext) => {
          const release = () => Promise.reject(new Error('boom'));
          context.lease = { release, markStuck: async () => undefined };
          return Promise.reject(new Error('boom'));
        },
      },
    ],
  ])('names the order, the message, the queue, the receive count and the age: %s', async (_what, deps) => {
    const { lines } = await workBatch([standardRecord('1', 3)], {}, { inspect, ...deps });
    expect(lines.length).toBeGreaterThan(0);
    for (const { fields } of lines) expect(fields).toMatchObject(facts);
  });

  it.each([
    { dueAt: FIRST_RECEIVED_AT - 10_000, failingSeconds: 60 },
    { dueAt: FIRST_RECEIVED_AT + 20_000, failingSeconds: 40 },
    { dueAt: FIRST_RECEIVED_AT + 90_000, failingSeconds: 0 },
  ])('counts the seconds of failing from the first receive, or from when it was due after that: %j', async (times) => {
    const { dueAt, failingSeconds } = times;
    const { lines } = await workBatch(
      [tabRecord('a1')],
      { a1: () => failed('leased') },
      { inspect: () => ({ names, dueAt }) },
    );
    expect(lines).toMatchObject([{ fields: { failingSeconds } }]);
  });

  const failsWith = (error: Error) => (_record: SQSRecord, context: RecordContext) => {
    context.dueAt = FIRST_RECEIVED_AT + 20_000;
    return Promise.reject(error);
  };

  it.each([
    ['a failed record', { handleRecord: failsWith(new Error('boom')) }],
    ['a quarantined record', { handleRecord: failsWith(new PermanentError('malformed', 'it should be an order')) }],
    ['an outcome', { handleRecord: async () => ({ ...failed('unannounced'), dueAt: FIRST_RECEIVED_AT + 20_000 }) }],
  ])('counts the seconds of failing from when the handler knows that the message was due: %s', async (_what, deps) => {
    const { lines } = await workBatch([standardRecord('1', 3)], {}, { inspect, ...deps });
    expect(lines).toMatchObject([{ fields: { failingSeconds: 40 } }]);
  });

  it('warns of a failure, and only informs about an early record', async () => {
    const outcomes = { 1: () => failed('leased'), 2: () => failed('early') };
    const { lines } = await workBatch([standardRecord('1'), standardRecord('2')], outcomes);
    expect(lines).toMatchObject([
      { level: 'warn', event: 'record.failed', fields: { reason: 'leased' } },
      { level: 'info', event: 'record.early', fields: { reason: 'early' } },
    ]);
  });

  it('gives the reason why a lease was not released', async () => {
    const handleRecord: RecordHandler = (_record, context) => {
      context.lease = {
        release: () => Promise.reject(new Error('the store is down')),
        markStuck: async () => undefined,
      };
      return Promise.reject(new Error('boom'));
    };
    const { lines } = await workBatch([standardRecord('1')], {}, { handleRecord });
    expect(lines).toMatchObject([
      { level: 'warn', event: 'lease.not-released', fields: { messageId: '1', message: 'the store is down' } },
      { event: 'record.failed', fields: { message: 'boom' } },
    ]);
  });

  it('names the service and the operation that failed', async () => {
    const error = new ServiceError('unavailable', { service: 'dynamodb', operation: 'UpdateItem' }, 'TimeoutError');
    const { lines } = await workBatch([standardRecord('1')], { 1: () => Promise.reject(error) });
    const call = { service: 'dynamodb', operation: 'UpdateItem' };
    expect(lines).toMatchObject([{ event: 'record.failed', fields: { reason: 'unavailable', ...call } }]);
  });
});

it('quarantines a malformed record that lacks every system attribute, and retries another one after a finite delay', async () => {
  const withoutAttributes = (messageId: string): SQSRecord => {
    const record = standardRecord(messageId);
    const attributes = { ...record.attributes };
    for (const name of Object.keys(attributes)) Reflect.deleteProperty(attributes, name);
    return { ...record, attributes };
  };
  const quarantined: string[] = [];
  const delays: number[] = [];
  await workBatch(
    [withoutAttributes('malformed'), withoutAttributes('failing')],
    {
      malformed: () => Promise.reject(new PermanentError('malformed', 'the body should be an order, got none')),
      failing: () => Promise.reject(new Error('the store is out')),
    },
    {
      sendToDlq: async ({ messageId }) => {
        quarantined.push(messageId);
      },
      setVisibility: async (failed) => {
        delays.push(...failed.map(({ seconds }) => seconds));
      },
    },
  );
  expect(quarantined).toEqual(['malformed']);
  expect(delays).toEqual([expect.any(Number)]);
  expect(Number.isFinite(delays[0])).toBe(true);
});

describe('a message that was received too often', () => {
  const codesOf = async (record: SQSRecord, before: SQSRecord[] = [], deps: Partial<BatchDeps> = {}) => {
    const codes: string[] = [];
    const sendToDlq: BatchDeps['sendToDlq'] = async (_record, { code, message }) => {
      codes.push(`${code}: ${message}`);
    };
    const { begun, failures } = await workBatch([...before, record], {}, { sendToDlq, ...deps });
    return { codes, begun, failures };
  };

  it('is given up at its 501st receive, before its handler sees it', async () => {
    const { codes, begun, failures } = await codesOf(standardRecord('1', 501));
    expect(codes).toEqual(['exhausted: the message should be acknowledged within 500 receives, got 501']);
    expect([begun, failures]).toEqual([[], []]);
  });

  it('is worked at its 500th receive', async () => {
    expect(await codesOf(standardRecord('1', 500))).toEqual({ codes: [], begun: ['1'], failures: [] });
  });

  it('is worked behind others of its group, with whose retries it was received', async () => {
    const worn = sqsRecord('{}', { messageId: 'a2', group: 'a', queue: 'tabs.fifo', receiveCount: 501 });
    expect(await codesOf(worn, [tabRecord('a1')])).toEqual({ codes: [], begun: ['a1', 'a2'], failures: [] });
  });

  it('is given up after as many receives as its function says', async () => {
    const { codes } = await codesOf(standardRecord('1', 4), [], { maxReceives: 3 });
    expect(codes).toEqual([expect.stringContaining('within 3 receives, got 4')]);
  });
});

describe('a callback with a bug', () => {
  const bug = () => {
    throw new Error('a bug');
  };

  it('does not fail the batch if it inspects messages: their lines have no names', async () => {
    const { failures, lines } = await workBatch([standardRecord('1')], { 1: () => failed('leased') }, { inspect: bug });
    expect(failures).toEqual(['1']);
    expect(lines).toMatchObject([{ event: 'record.failed', fields: { messageId: '1' } }]);
  });

  it('does not send a message to the dead-letter queue again if it inspects messages', async () => {
    const permanent = () => Promise.reject(new PermanentError('malformed', 'the body should be an order'));
    expect((await workBatch([standardRecord('1')], { 1: permanent }, { inspect: bug })).failures).toEqual([]);
  });

  it('does not fail the batch if it writes log lines', async () => {
    const { failures } = await workBatch([standardRecord('1'), standardRecord('2')], { 1: bug }, { log: bug });
    expect(failures).toEqual(['1']);
  });

  it('does not fail the batch if it examines errors: the error is no outage', async () => {
    const records = ['a1', 'b1', 'b2'].map(tabRecord);
    const { begun, failures } = await workBatch(records, { a1: bug }, { isOutage: bug });
    expect(begun).toEqual(['a1', 'b1', 'b2']);
    expect(failures).toEqual(['a1']);
  });

  it('fails its record if it is a handler that returns no outcome', async () => {
    const handleRecord: BatchDeps['handleRecord'] = async () => JSON.parse('null');
    const { failures, lines } = await workBatch([standardRecord('1')], {}, { handleRecord });
    expect(failures).toEqual(['1']);
    expect(lines).toMatchObject([
      { fields: { reason: 'unexpected', message: 'a handler should return ACKNOWLEDGED, got object' } },
    ]);
  });
});

it('stops the batch at an outage whose error is undefined, and asks about no record that was not begun', async () => {
  const asked: unknown[] = [];
  const isOutage = (error: unknown): boolean => {
    asked.push(error);
    return error === undefined;
  };
  const records = ['a1', 'b1', 'a2', 'b2'].map(tabRecord);
  const { begun, failures } = await workBatch(records, { a1: () => Promise.reject(undefined) }, { isOutage });
  expect(begun).toEqual(['a1', 'b1']);
  expect(failures).toEqual(['a1', 'a2', 'b2']);
  expect(asked).toEqual([undefined, undefined]); // a1, and b2, which waits for the end of the same outage
});

it('retries the first round after a delay if the function never has the time for a record, and gives both numbers', async () => {
  const delays: number[] = [];
  const setVisibility: BatchDeps['setVisibility'] = async (failures) => {
    delays.push(...failures.map(({ seconds }) => seconds));
  };
  const { log, lines } = recordingLog();
  const handleRecord: RecordHandler = async () => ({ kind: 'acknowledged' });
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 999 };
  await createBatch({ ...inert, handleRecord, setVisibility, log })(sqsEvent(standardRecord('1')), context);
  expect(delays[0]).toBeGreaterThanOrEqual(15); // a minute after its first receive
  expect(lines).toMatchObject([
    {
      event: 'record.failed',
      fields: {
        reason: 'deferred',
        message:
          'a function should have 1000 ms left when it begins, got 999 ms: raise its timeout, or lower recordMilliseconds',
      },
    },
  ]);
});

it('refuses an event that is not of SQS with a sentence', async () => {
  const batch = createBatch({ ...inert, handleRecord: async () => failed('x'), log: recordingLog().log });
  const event = JSON.parse('{ "key1": "value1" }');
  await expect(batch(event, lambdaContext())).rejects.toThrow('the event should have Records of SQS, got none');
});

it('logs a failed record before the others of its round have settled, because one of them can end the process', async () => {
  const records = ['1', '2'].map((name) => standardRecord(name));
  const { log, lines } = recordingLog();
  const other = Promise.withResolvers<Outcome>();
  const handleRecord: RecordHandler = async ({ messageId }) => (messageId === '1' ? failed('leased') : other.promise);
  const working = createBatch({ ...inert, handleRecord, log })(sqsEvent(...records), lambdaContext());
  await setImmediate();
  expect(lines).toMatchObject([{ event: 'record.failed', fields: { messageId: '1' } }]);
  other.resolve({ kind: 'acknowledged' });
  await working;
});

it('returns once the failed messages have their visibility timeout', async () => {
  const steps: string[] = [];
  const setVisibility = async (): Promise<void> => {
    await setImmediate();
    steps.push('visible again');
  };
  await workBatch([standardRecord('1')], { 1: () => failed('leased') }, { setVisibility });
  expect(steps).toEqual(['visible again']);
});

it('takes the time at which a message was sent for that of its first receive, if SQS tells none', async () => {
  const { attributes, ...record } = standardRecord('1');
  const sentAt = NOW - 600_000;
  const { ApproximateFirstReceiveTimestamp: _none, ...others } = { ...attributes, SentTimestamp: String(sentAt) };
  const { lines } = await workBatch([{ ...record, attributes: { ...others, ApproximateFirstReceiveTimestamp: '' } }], {
    1: () => failed('leased'),
  });
  expect(lines).toMatchObject([{ fields: { failingSeconds: 600 } }]);
});

describe('a quarantine', () => {
  it('removes an order id from its reason, also at the place where a long reason is cut', async () => {
    const orderId = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
    const messages: string[] = [];
    const sendToDlq: BatchDeps['sendToDlq'] = async (_record, { message }) => void messages.push(message);
    const reject = () => Promise.reject(new PermanentError('refused', `${'x'.repeat(480)}${orderId}`));
    await workBatch([standardRecord('1')], { 1: reject }, { sendToDlq });
    expect(messages).toHaveLength(1);
    expect(messages[0]).not.toContain(orderId.slice(0, 8));
  });

  it('that fails after a failed attempt counts as no attempt', async () => {
    const released: unknown[] = [];
    const sendToDlq = () => Promise.reject(new Error('socket hang up'));
    const handleRecord: RecordHandler = async (_record, context) => {
      context.failedAttempts = 3;
      context.lease = { release: async (options) => void released.push(options), markStuck: async () => undefined };
      throw new PermanentError('refused', 'it should be possible');
    };
    await workBatch([standardRecord('1')], {}, { handleRecord, sendToDlq });
    expect(released).toEqual([{ attempted: false }]);
  });
});

it('returns once the lease of a failed record is released', async () => {
  const steps: string[] = [];
  const handleRecord: RecordHandler = async (_record, context) => {
    const release = async (): Promise<void> => {
      await setImmediate();
      steps.push('released');
    };
    context.lease = { release, markStuck: async () => undefined };
    throw new Error('boom');
  };
  await workBatch([standardRecord('1')], {}, { handleRecord });
  expect(steps).toEqual(['released']);
});
