import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { createAnnounceReady } from '../../lambda/barista/announce-ready.ts';
import { type BaristaDeps, createBarista } from '../../lambda/barista/barista.ts';
import type { RecordContext } from '../../lambda/batch/record-handler.ts';
import { MissingClaimCheck } from '../../lambda/order/claim-check.ts';
import { claimCheckKey, logName } from '../../lambda/order/identity.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { recordingLog } from '../support/log.ts';
import { aMessage, anotherOrder, aRecord } from '../support/orders.ts';
import { sqsRecord } from '../support/sqs.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const DAY = 24 * 60 * 60 * 1000;
const ACKNOWLEDGED = { kind: 'acknowledged' };
const message = aMessage();
const { orderId, requestHash, placedAt, order } = message;
const preparing = (varied: Partial<OrderRecord> = {}) =>
  aRecord({ ...message, status: 'PREPARING', version: 2, attempts: 1, ...varied });

const aContext = (varied: Partial<RecordContext> = {}): RecordContext => ({
  ...{ first: true, receiveCount: 1, dueAt: NOW - 1000, lease: undefined, failedAttempts: undefined },
  ...varied,
});

const CHANGE = { status: 'READY', version: 3, updatedAt: '2026-11-21T09:00:05.000Z' } as const;

/** A barista over a store without a table. It claims and finishes every order, and keeps its calls. */
const aBarista = (
  deps: Partial<Omit<BaristaDeps, 'store'>> & { readonly store?: Partial<BaristaDeps['store']> } = {},
) => {
  const calls: unknown[][] = [];
  const keep =
    <Args extends unknown[], Result>(name: string, answer: (...args: Args) => Result) =>
    (...args: Args): Result => {
      calls.push([name, ...args]);
      return answer(...args);
    };
  const given = deps.store ?? {};
  const barista = createBarista({
    fetchBody: async (body) => ({ body, key: undefined }),
    leaseMilliseconds: 11_000,
    now: () => NOW,
    newToken: () => 'token',
    ...deps,
    announce: keep('announce', deps.announce ?? (async () => ({ kind: 'announced' }) as const)),
    announceReady: keep('announceReady', deps.announceReady ?? (async () => ({ kind: 'acknowledged' }) as const)),
    prepare: keep('prepare', deps.prepare ?? (async () => undefined)),
    store: {
      claim: keep('claim', given.claim ?? (async () => ({ kind: 'claimed', order: preparing() }) as const)),
      finish: keep('finish', given.finish ?? (async () => ({ kind: 'recorded', change: CHANGE }) as const)),
      release: keep('release', given.release ?? (async () => undefined)),
      markStuck: keep('markStuck', given.markStuck ?? (async () => ({ kind: 'lease-lost' }) as const)),
    },
  });
  return { barista, calls, called: () => calls.map(([name]) => name) };
};

const record = (body: unknown = message): SQSRecord => sqsRecord(JSON.stringify(body));
const refusedWith = (found: OrderRecord | undefined) => ({
  claim: async () => ({ kind: 'refused', order: found }) as const,
});

describe('an order', () => {
  it('is claimed with its fields, prepared with its lines, finished with its token, and announced', async () => {
    const context = aContext();
    const received = record();
    const lease = { token: 'token', until: NOW + 11_000 };
    const claimed = preparing({ lease });
    const { barista, calls } = aBarista({ store: { claim: async () => ({ kind: 'claimed', order: claimed }) } });
    expect(await barista(received, context)).toEqual(ACKNOWLEDGED);
    expect(calls).toEqual([
      ['claim', { orderId, requestHash }, lease, { placedAt, order }],
      ['announce', 'PREPARING', { ...claimed, lines: order.lines }, 2, {}, 'debug'],
      ['prepare', { ...claimed, lines: order.lines }],
      ['finish', orderId, 'token'],
      ['announceReady', received, { ...preparing(), ...CHANGE }, context, NOW],
    ]);
    expect(context).toMatchObject({ dueAt: NOW - 1000, failedAttempts: undefined, lease: expect.anything() });
  });

  it('from a claim check is claimed without its lines, and prepared with them', async () => {
    const { barista, calls } = aBarista({
      fetchBody: async () => ({ body: JSON.stringify(message), key: claimCheckKey(message) }),
    });
    expect(await barista(record({}), aContext())).toEqual(ACKNOWLEDGED);
    const { lines, ...stored } = order;
    expect(calls[0]?.at(-1)).toEqual({ placedAt, order: stored });
    expect(calls.find(([name]) => name === 'prepare')).toMatchObject(['prepare', { lines }]);
  });

  it('is refused from the claim check of another order', async () => {
    const { barista, calls } = aBarista({
      fetchBody: async () => ({ body: JSON.stringify(message), key: claimCheckKey(aMessage()) }),
    });
    await expect(barista(record({}), aContext())).rejects.toMatchObject({ code: 'claim-check-mismatch' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['has its fields in the claim', 20 * DAY - 1, { placedAt: expect.any(String), order }],
    ['has no fields in the claim, because its record may have expired', 20 * DAY, undefined],
  ])('that is %s twenty days old %s', async (_what, age, fields) => {
    const old = { ...message, placedAt: new Date(NOW - age).toISOString() };
    const { barista, calls } = aBarista();
    await barista(record(old), aContext());
    expect(calls[0]?.at(-1)).toEqual(fields);
  });

  it('is not claimed before it is due, and shown again then', async () => {
    const pickupAt = new Date(NOW + 11 * 60_000).toISOString();
    const { barista, calls } = aBarista();
    const context = aContext();
    const early = { ...message, order: { ...order, pickupAt } };
    expect(await barista(record(early), context)).toEqual({
      kind: 'failed',
      reason: 'early',
      blocks: true,
      seconds: 60,
    });
    expect(calls).toEqual([]);
    expect(context.dueAt).toBe(NOW + 60_000);
  });

  it('is due at its first receive if its pick-up time is earlier', async () => {
    const pickupAt = new Date(NOW - DAY).toISOString();
    const context = aContext();
    const late = { ...message, order: { ...order, pickupAt } };
    expect(await aBarista().barista(record(late), context)).toEqual(ACKNOWLEDGED);
    expect(context.dueAt).toBe(NOW - 1000);
  });
});

describe('a refused claim', () => {
  const receive = async (found: OrderRecord | undefined) => {
    const context = aContext();
    const { barista, calls } = aBarista({ store: refusedWith(found) });
    const outcome = await barista(record(), context).catch((error: unknown) => error);
    return { outcome, context, calls: calls.slice(1) };
  };

  it('holds no lease', async () => {
    expect((await receive(undefined)).context.lease).toBeUndefined();
  });

  it('gives an order without a record up', async () => {
    expect((await receive(undefined)).outcome).toMatchObject({
      ...{ name: 'PermanentError', code: 'expired' },
      message: 'an order without a record should be less than 20 days old, got an older one',
    });
  });

  it('gives a message with another request up', async () => {
    const other = aRecord({ orderId, request: anotherOrder(), status: 'READY' });
    expect((await receive(other)).outcome).toMatchObject({
      ...{ name: 'PermanentError', code: 'conflict' },
      message: 'requestHash should match the order record, got the hash of another request',
    });
  });

  it.each(['READY', 'COLLECTED'] as const)('announces an order that is %s as ready', async (status) => {
    const found = preparing({ status });
    const { outcome, calls, context } = await receive(found);
    expect(outcome).toEqual(ACKNOWLEDGED);
    expect(calls).toEqual([['announceReady', expect.anything(), found, context]]);
  });

  it('announces an order that is CANCELLED, and acknowledges its message', async () => {
    const found = preparing({ status: 'CANCELLED', version: 7 });
    const { outcome, calls } = await receive(found);
    expect(outcome).toEqual(ACKNOWLEDGED);
    expect(calls).toEqual([['announce', 'CANCELLED', found, 7]]);
  });

  it.each([
    [NOW + 4000, 4],
    [NOW + 200, 1],
    [undefined, 1],
  ])('waits for the lease of another barista until %p', async (until, seconds) => {
    const lease = until === undefined ? {} : { lease: { token: 'other', until } };
    const { outcome, calls } = await receive(preparing(lease));
    expect(outcome).toEqual({ kind: 'failed', reason: 'leased', blocks: true, seconds });
    expect(calls).toEqual([]);
  });
});

describe('a prepare', () => {
  it('is run for a twelfth attempt', async () => {
    const store = { claim: async () => ({ kind: 'claimed', order: preparing({ attempts: 12 }) }) as const };
    const { barista, called } = aBarista({ store });
    expect(await barista(record(), aContext())).toEqual(ACKNOWLEDGED);
    expect(called()).toContain('prepare');
  });

  it('is not run for a thirteenth attempt, and the order is given up', async () => {
    const store = { claim: async () => ({ kind: 'claimed', order: preparing({ attempts: 13 }) }) as const };
    const { barista, called } = aBarista({ store });
    const context = aContext();
    await expect(barista(record(), context)).rejects.toMatchObject({
      ...{ name: 'PermanentError', code: 'exhausted' },
      message: 'prepare should succeed within 12 attempts, got no success',
    });
    expect(called()).toEqual(['claim']);
    expect(context.lease).toBeDefined();
  });

  it('that fails counts as a failed attempt, and the order is not finished', async () => {
    const context = aContext();
    const { barista, called } = aBarista({ prepare: () => Promise.reject(new Error('the work fails')) });
    await expect(barista(record(), context)).rejects.toThrow('the work fails');
    expect(context.failedAttempts).toBe(1);
    expect(called()).toEqual(['claim', 'announce', 'prepare']);
  });

  it('that fails waits for the announcement of PREPARING, so that no call outlives the batch', async () => {
    const steps: string[] = [];
    const announce: BaristaDeps['announce'] = async (status) => {
      await setImmediate();
      steps.push(status);
      return { kind: 'announced' };
    };
    const { barista } = aBarista({ announce, prepare: () => Promise.reject(new Error('the work fails')) });
    await expect(barista(record(), aContext())).rejects.toThrow('the work fails');
    expect(steps).toEqual(['PREPARING']);
  });

  it('that ends after its lease finishes nothing', async () => {
    const context = aContext();
    const { barista } = aBarista({ store: { finish: async () => ({ kind: 'lease-lost' }) } });
    await expect(barista(record(), context)).rejects.toMatchObject({
      ...{ name: 'TransientError', code: 'lease-lost' },
      message: 'the lease should be held until the order is READY, got a lost lease',
    });
    expect(context.failedAttempts).toBeUndefined();
  });
});

describe('a held lease', () => {
  const failure = {
    ...{ code: 'out-of-stock', message: 'it should be in stock', sourceQueue: 'orders', messageId: 'm-1' },
    ...{ receiveCount: 1, firstReceivedAt: placedAt, quarantinedAt: '2026-11-21T09:00:05.000Z' },
  };
  const held = async (store: Partial<BaristaDeps['store']> = {}) => {
    const context = aContext();
    const { barista, calls } = aBarista({ store });
    await barista(record(), context);
    return { lease: context.lease, calls, later: () => calls.slice(5) };
  };

  it('is released with its token', async () => {
    const { lease, later } = await held();
    await lease?.release({ attempted: true });
    expect(later()).toEqual([['release', orderId, 'token', { attempted: true }]]);
  });

  it('marks the order as STUCK with its reason, and announces it', async () => {
    const stuck = preparing({ status: 'STUCK', version: 9 });
    const { lease, later } = await held({ markStuck: async () => ({ kind: 'recorded', order: stuck }) });
    await lease?.markStuck(failure);
    const { code, message, quarantinedAt: at } = failure;
    expect(later()).toEqual([
      ['markStuck', orderId, 'token', { code, message, at }],
      ['announce', 'STUCK', stuck, 9],
    ]);
  });

  it('is given up once the order is announced as STUCK', async () => {
    const order = preparing({ status: 'STUCK', version: 9 });
    const steps: string[] = [];
    const announce: BaristaDeps['announce'] = async (status) => {
      await setImmediate();
      steps.push(status);
      return { kind: 'announced' };
    };
    const { barista } = aBarista({ announce, store: { markStuck: async () => ({ kind: 'recorded', order }) } });
    const context = aContext();
    await barista(record(), context);
    await context.lease?.markStuck(failure);
    expect(steps).toEqual(['PREPARING', 'STUCK']);
  });

  it('announces nothing if it was lost', async () => {
    const { lease, later } = await held();
    await lease?.markStuck(failure);
    expect(later().map(([name]) => name)).toEqual(['markStuck']);
  });
});

describe('a message whose body is missing in S3', () => {
  const missing = (key: string) => ({ fetchBody: () => Promise.reject(new MissingClaimCheck(key)) });

  it('is given up without a claim if its key names no order', async () => {
    const { barista, calls } = aBarista(missing('somewhere'));
    await expect(barista(record(), aContext())).rejects.toBeInstanceOf(MissingClaimCheck);
    expect(calls).toEqual([]);
  });

  it('is given up with the lease of its order, which becomes STUCK', async () => {
    const { barista, calls } = aBarista(missing(claimCheckKey(message)));
    const context = aContext();
    await expect(barista(record(), context)).rejects.toBeInstanceOf(MissingClaimCheck);
    expect(calls).toEqual([['claim', { orderId, requestHash }, { token: 'token', until: NOW + 11_000 }, undefined]]);
    expect(context.lease).toBeDefined();
  });

  it('is acknowledged if its order is ready already', async () => {
    const store = refusedWith(preparing({ status: 'READY' }));
    const { barista, called } = aBarista({ ...missing(claimCheckKey(message)), store });
    expect(await barista(record(), aContext())).toEqual(ACKNOWLEDGED);
    expect(called()).toEqual(['claim', 'announceReady']);
  });

  it.each([
    ['no record', undefined],
    ['a record with another request', aRecord({ orderId, request: anotherOrder(), status: 'READY' })],
  ])('is given up if its order has %s', async (_what, found) => {
    const { barista } = aBarista({ ...missing(claimCheckKey(message)), store: refusedWith(found) });
    await expect(barista(record(), aContext())).rejects.toBeInstanceOf(MissingClaimCheck);
  });
});

const SNS_DOWN = new Error('SNS does not answer');

describe('the announcement of READY', () => {
  const announced = (answers: { readonly announce: boolean; readonly forward?: () => Promise<void> }) => {
    const { log, lines } = recordingLog();
    const calls: unknown[][] = [];
    const announceReady = createAnnounceReady({
      announce: async (...args) => {
        calls.push(args);
        return answers.announce ? { kind: 'announced' } : { kind: 'failed', error: SNS_DOWN };
      },
      forward: answers.forward ?? (async () => undefined),
      now: () => NOW,
      log,
    });
    return { announceReady, calls, lines };
  };
  const ready = preparing({ status: 'READY', version: 3 });
  const onTab = sqsRecord('{}', { messageId: 'm-1', queue: 'tabs.fifo', group: 'table-7' });
  const unannounced = {
    kind: 'failed',
    reason: 'unannounced',
    blocks: false,
    seconds: expect.any(Number),
    error: SNS_DOWN,
    dueAt: NOW - 600_000,
  };

  it.each([
    ['READY', 3],
    ['COLLECTED', 2],
  ] as const)('names the version at which an order became READY: %s', async (status, version) => {
    const { announceReady, calls } = announced({ announce: true });
    const found = { ...ready, status };
    expect(await announceReady(onTab, found, aContext())).toEqual(ACKNOWLEDGED);
    expect(calls).toEqual([['READY', found, version, {}]]);
  });

  it('is retried after the retry delay if it fails', async () => {
    const { announceReady, lines } = announced({ announce: false });
    const outcome = await announceReady(sqsRecord('{}'), ready, aContext({ dueAt: NOW - 600_000 }));
    expect(outcome).toEqual(unannounced);
    expect(outcome.kind === 'failed' && outcome.seconds >= 150 && outcome.seconds <= 300).toBe(true);
    expect(lines).toEqual([]);
  });

  it('is forwarded from a tab if it fails', async () => {
    const forward = jest.fn(async () => undefined);
    const { announceReady } = announced({ announce: false, forward });
    expect(await announceReady(onTab, ready, aContext())).toEqual(ACKNOWLEDGED);
    expect(forward.mock.calls).toEqual([[onTab]]);
  });

  it('stays on its tab if it cannot be forwarded, and a log line says why', async () => {
    const { announceReady, lines } = announced({ announce: false, forward: () => Promise.reject(new Error('no')) });
    expect(await announceReady(onTab, ready, aContext({ dueAt: NOW - 600_000 }))).toEqual(unannounced);
    const fields = { order: logName(orderId), number: order.number, messageId: 'm-1', message: 'no' };
    expect(lines).toMatchObject([{ level: 'warn', event: 'message.not-forwarded', fields }]);
  });
});
