import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import * as v from 'valibot';
import { type Functions, OPENED_AT, openFunctions } from '../../properties/functions.ts';
import { anyOrderBody, anyReceiptBody, anyRecord, messageOf } from '../../properties/messages.ts';
import { holdsFor, timeFor } from '../../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../../properties/requests.ts';
import { aMessage } from '../../support/orders.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../../support/sqs.ts';

let functions: Functions;
beforeAll(async () => {
  functions = await openFunctions();
});
afterAll(() => functions.aws.stop());

const requests = anyGoodRequest({ line: anySampleLine, mostLines: 20, now: OPENED_AT, mostMinutes: 12 * 60 });
const messages = fc.tuple(requests, fc.uuid()).map(([{ said }, orderId]) => messageOf(said, orderId));

/** While every service answers, a message is retried for these reasons only. No other reason would ever pass. */
const PASSING = ['early', 'newer-version'];
/** While the store is out, it is retried for these too. */
const OUTAGE = [...PASSING, 'outage', 'unavailable'];

const failureSchema = v.object({
  code: v.string(),
  message: v.string(),
  sourceQueue: v.string(),
  receiveCount: v.number(),
});

type Work = (event: SQSEvent, context: ReturnType<typeof lambdaContext>) => Promise<SQSBatchResponse>;

/** Works one record, and shows that it was acknowledged or retried for a reason that can pass. Returns what came of it. */
const settles = async (work: Work, record: SQSRecord, outage: boolean): Promise<string[]> => {
  const { aws, lines } = functions;
  aws.forget();
  lines.length = 0;
  aws.outage = outage;
  const { batchItemFailures } = await work(sqsEvent(record), lambdaContext());

  expect(aws.refusals).toEqual([]);
  expect(lines.filter(({ event }) => event === 'visibility.not-set')).toEqual([]);
  JSON.stringify(lines);
  if (batchItemFailures.length > 0) {
    const reasons = lines
      .filter(({ event }) => /^record\.(failed|early)$/.test(event))
      .map(({ fields }) => fields.reason);
    expect(batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect(reasons).toHaveLength(1);
    expect(outage ? OUTAGE : PASSING).toContain(reasons[0]);
    return [`retried as ${reasons[0]}`];
  }
  const [dead] = aws.sent;
  if (!dead) return ['acknowledged'];
  expect(dead.MessageBody).toBe(record.body);
  const failure = v.parse(failureSchema, JSON.parse(dead.MessageAttributes.failure?.StringValue ?? ''));
  return [`quarantined as ${failure.code}`];
};

const orderCounts = { few: 350, many: 35_000 };

it(
  'every message on an order queue is made, quarantined, or retried for a reason that can pass',
  async () => {
    const records = anyRecord(anyOrderBody(messages), ['orders', 'tabs.fifo', 'pickups']);
    const inputs = fc.record({ record: records, outage: fc.constantFrom(false, false, false, true) });
    const seen = await holdsFor(inputs, orderCounts, ({ record, outage }) =>
      settles(functions.barista, record, outage),
    );
    const codes = ['malformed', 'not-json', 'exhausted', 'claim-check-missing', 'claim-check-foreign'];
    expect([...seen.keys()]).toEqual(expect.arrayContaining(codes.map((code) => `quarantined as ${code}`)));
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['acknowledged', 'retried as early', 'retried as unavailable']),
    );
  },
  timeFor(orderCounts),
);

const receiptCounts = { few: 150, many: 15_000 };

it(
  'every message on the queue of receipts is mailed, dropped, quarantined, or retried for a reason that can pass',
  async () => {
    const records = anyRecord(anyReceiptBody, ['receipts']);
    const inputs = fc.record({ record: records, outage: fc.constantFrom(false, false, false, true) });
    const seen = await holdsFor(inputs, receiptCounts, ({ record, outage }) =>
      settles(functions.receipts, record, outage),
    );
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['acknowledged', 'quarantined as malformed', 'quarantined as not-json']),
    );
  },
  timeFor(receiptCounts),
);

const neighbourCounts = { few: 50, many: 5000 };

it(
  'no message keeps the good order beside it from being made',
  async () => {
    const records = anyRecord(anyOrderBody(messages), ['orders']);
    await holdsFor(records, neighbourCounts, async (record) => {
      functions.aws.outage = false;
      const good = aMessage();
      const batch = sqsEvent(record, sqsRecord(JSON.stringify(good)));
      const { batchItemFailures } = await functions.barista(batch, lambdaContext());
      expect(batchItemFailures.filter(({ itemIdentifier }) => itemIdentifier !== record.messageId)).toEqual([]);
      expect(await functions.store.read(good.orderId)).toMatchObject({ status: 'READY' });
      return [batchItemFailures.length > 0 ? 'retried' : 'settled'];
    });
  },
  timeFor(neighbourCounts),
);
