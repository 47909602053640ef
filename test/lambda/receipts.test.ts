import type { SQSRecord } from 'aws-lambda';
import { createMailer, type SendMail } from '../../lambda/aws/mailer.ts';
import type { OrderStore } from '../../lambda/aws/order-store.ts';
import { withFailurePath } from '../../lambda/batch/failure-path.ts';
import type { Failure } from '../../lambda/batch/record-handler.ts';
import { deliveryOf } from '../../lambda/batch/sqs-record.ts';
import { eventOf, type eventTypes } from '../../lambda/order/event.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { inspect } from '../../lambda/receipts/inspect.ts';
import { createReceipts } from '../../lambda/receipts/receipts.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { recordingLog } from '../support/log.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aRecord } from '../support/orders.ts';
import { type Ses, startSes } from '../support/ses.ts';
import { outageModes } from '../support/ses-server.ts';
import { type RecordVariation, sqsRecord } from '../support/sqs.ts';

const SETTINGS = { sender: 'shop@example.org', configurationSet: 'orderboard' };
const ACKNOWLEDGED = { kind: 'acknowledged' };
const failed = (reason: string) => expect.objectContaining({ kind: 'failed', reason, blocks: true });

let dynamo: Dynamo;
let ses: Ses;
let table: OrderTable;

beforeAll(async () => {
  [dynamo, ses] = await Promise.all([startDynamo(), startSes()]);
});
beforeEach(async () => {
  table = await anOrderTable(dynamo);
  ses.fail();
  ses.mails.length = 0;
});
afterAll(() => Promise.all([dynamo.stop(), ses.stop()]));

type Variation = {
  readonly store?: Partial<OrderStore>;
  readonly sendMail?: SendMail;
  /** Runs before a message counts as sent to the dead-letter queue. */
  readonly deadLettering?: () => Promise<void>;
};

/** The function over a real store and a real mailer, with the failure path. It keeps its dead letters. */
const receipts = ({ store, sendMail, deadLettering }: Variation = {}) => {
  const { log, lines } = recordingLog();
  const deadLetters: { readonly record: SQSRecord; readonly failure: Failure }[] = [];
  const work = createReceipts({
    store: { ...table.store, ...store },
    sendMail: sendMail ?? createMailer({ client: ses.client, ...SETTINGS }),
    log,
  });
  const sendToDlq = async (record: SQSRecord, failure: Failure): Promise<void> => {
    await deadLettering?.();
    deadLetters.push({ record, failure });
  };
  const workRecord = withFailurePath(work, { sendToDlq, inspect, now: () => table.clock.time, log });
  return {
    lines,
    deadLetters,
    receive: (body: string, variation: RecordVariation = {}) =>
      workRecord(deliveryOf(sqsRecord(body, { queue: 'receipts', ...variation })), true),
  };
};

const eventFor = (
  { status, ...record }: OrderRecord,
  told: keyof typeof eventTypes = 'READY',
  version = record.version,
): string => JSON.stringify(eventOf(told, { ...record, version, at: record.updatedAt }));

const onRecord = async (varied: Partial<OrderRecord> = {}): Promise<OrderRecord> => {
  const record = aRecord({ status: 'READY', version: 3, ...varied });
  await table.put(record);
  return record;
};

describe('an event', () => {
  it.each([
    ['READY', 'READY'],
    ['READY', 'COLLECTED'],
    ['CANCELLED', 'CANCELLED'],
    ['STUCK', 'STUCK'],
  ] as const)('%s of an order that is %s is mailed to its customer, and recorded', async (told, status) => {
    const record = await onRecord({ status });
    expect(await receipts().receive(eventFor(record, told))).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toEqual([
      expect.objectContaining({ to: 'ada@example.org', subject: expect.stringContaining(record.number) }),
    ]);
    expect(await table.store.read(record.orderId)).toEqual({ ...record, mailed: 3 });
  });

  it('is recorded with its own version, also when the order has changed since', async () => {
    const record = await onRecord({ status: 'COLLECTED', version: 4 });
    await receipts().receive(eventFor({ ...record, version: 3 }, 'READY'));
    expect(await table.store.read(record.orderId)).toMatchObject({ version: 4, mailed: 3 });
  });

  it('that is redelivered mails nothing', async () => {
    const record = await onRecord();
    const { receive } = receipts();
    expect(await receive(eventFor(record))).toEqual(ACKNOWLEDGED);
    expect(await receive(eventFor(record), { receiveCount: 2 })).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toHaveLength(1);
  });

  it('that is older than the mailed version mails nothing', async () => {
    const record = await onRecord({ version: 5, mailed: 5 });
    expect(await receipts().receive(eventFor(record, 'READY', 3))).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toEqual([]);
    expect(await table.store.read(record.orderId)).toEqual(record);
  });

  it('that is newer than the mailed version is mailed', async () => {
    const record = await onRecord({ version: 5, mailed: 3 });
    await receipts().receive(eventFor(record));
    expect(ses.mails).toHaveLength(1);
    expect(await table.store.read(record.orderId)).toMatchObject({ mailed: 5 });
  });

  it.each([
    ['READY', 'STUCK'],
    ['CANCELLED', 'READY'],
    ['STUCK', 'PREPARING'],
    ['STUCK', 'CANCELLED'],
    ['PREPARING', 'PREPARING'],
    ['COLLECTED', 'COLLECTED'],
  ] as const)('%s of an order that is %s mails nothing', async (told, status) => {
    const record = await onRecord({ status });
    expect(await receipts().receive(eventFor(record, told))).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toEqual([]);
    expect(await table.store.read(record.orderId)).toEqual(record);
  });

  it('of an order without a record mails nothing, and writes nothing', async () => {
    const record = aRecord({ status: 'READY' });
    expect(await receipts().receive(eventFor(record))).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toEqual([]);
    expect(await table.item(record.orderId)).toBeUndefined();
  });

  it('is logged without its order id and without personal data', async () => {
    const record = await onRecord();
    const { lines, receive } = receipts();
    await receive(eventFor(record));
    expect(lines).toMatchObject([{ event: 'receipt.mailed', fields: { number: record.number, version: 3 } }]);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${record.orderId}|ada@|Lovelace`));
  });
});

describe('a mail', () => {
  it.each(outageModes)('is retried while SES is down (%s), and is recorded only after it is sent', async (mode) => {
    const record = await onRecord();
    const { receive, deadLetters, lines } = receipts();
    ses.fail(mode);
    for (const receiveCount of [1, 2, 100])
      expect(await receive(eventFor(record), { receiveCount })).toEqual(failed('unavailable'));
    expect(await table.store.read(record.orderId)).toEqual(record);
    ses.fail();
    expect(await receive(eventFor(record), { receiveCount: 101 })).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toHaveLength(1);
    expect(deadLetters).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('ada@');
  });

  it('is retried with a longer delay if it has been failing for longer', async () => {
    const record = await onRecord();
    ses.fail('error');
    const { receive } = receipts();
    const failingFor = (seconds: number) =>
      receive(eventFor(record), { firstReceivedAt: table.clock.time - seconds * 1000 });
    const seconds = [await failingFor(0), await failingFor(3600)].map((outcome) =>
      outcome.kind === 'failed' ? outcome.seconds : 0,
    );
    expect(seconds[0]).toBeLessThanOrEqual(5);
    expect(seconds[1]).toBeGreaterThanOrEqual(450);
  });

  it('is sent again if it could not be recorded', async () => {
    const record = await onRecord();
    const recordMailed = () => Promise.reject(new Error('the store is out'));
    expect(await receipts({ store: { recordMailed } }).receive(eventFor(record))).toEqual(failed('unexpected'));
    expect(await receipts().receive(eventFor(record), { receiveCount: 2 })).toEqual(ACKNOWLEDGED);
    expect(ses.mails).toHaveLength(2);
  });

  it('is not sent while the record cannot be read', async () => {
    const record = await onRecord();
    const read = () => Promise.reject(new Error('the store is out'));
    expect(await receipts({ store: { read } }).receive(eventFor(record))).toEqual(failed('unexpected'));
    expect(ses.mails).toEqual([]);
  });
});

describe('a message that can never be mailed', () => {
  const given = (deadLetters: ReturnType<typeof receipts>['deadLetters']) =>
    deadLetters.map(({ record: { body }, failure: { code, receiveCount, sourceQueue } }) => ({
      body,
      ...{ code, receiveCount, sourceQueue },
    }));

  it.each([
    ['not-json', 'it is ready'],
    ['malformed', '{"v":1,"type":"order.shipped"}'],
  ])('is quarantined on its first receive, with its body and the reason: %s', async (code, body) => {
    const { receive, deadLetters, lines } = receipts();
    expect(await receive(body)).toEqual(ACKNOWLEDGED);
    expect(given(deadLetters)).toEqual([{ body, code, receiveCount: 1, sourceQueue: 'receipts' }]);
    expect(lines).toMatchObject([{ level: 'error', event: 'record.quarantined', fields: { code } }]);
  });

  it('is quarantined if SES rejects the mail', async () => {
    const record = await onRecord();
    const { receive, deadLetters } = receipts();
    ses.refuse('MessageRejected');
    expect(await receive(eventFor(record))).toEqual(ACKNOWLEDGED);
    const body = eventFor(record);
    expect(given(deadLetters)).toEqual([{ body, code: 'mail-refused', receiveCount: 1, sourceQueue: 'receipts' }]);
    expect(await table.store.read(record.orderId)).toEqual(record);
  });

  it('stays on its queue if the dead-letter queue is down', async () => {
    const { receive } = receipts({ deadLettering: () => Promise.reject(new Error('SQS is out')) });
    expect(await receive('it is ready')).toEqual(failed('unexpected'));
  });

  it('does not include a message of a newer version, which is retried', async () => {
    const { receive, deadLetters } = receipts();
    expect(await receive('{"v":2}')).toEqual(failed('newer-version'));
    expect(deadLetters).toEqual([]);
  });
});
