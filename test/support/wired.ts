import { marshall } from '@aws-sdk/util-dynamodb';
import { ServiceException } from '@smithy/core/client';
import type { SQSRecord } from 'aws-lambda';
import type { ApiRequest } from '../../lambda/api/request.ts';
import type { Prepare } from '../../lambda/barista/barista.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { wireCashier } from '../../lambda/cashier/wire.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import { wireImporter } from '../../lambda/importer/wire.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { work } from '../../lambda/product/index.ts';
import { wireReceipts } from '../../lambda/receipts/wire.ts';
import { type Answer, stubAws } from './aws-stub.ts';
import { type LogEvent, lambdaEvent } from './cloudwatch/metrics.ts';
import { later } from './later.ts';
import { loadOf } from './load.ts';
import { type Line, recordingLog } from './log.ts';
import { FIRST_RECEIVED_AT, lambdaContext, type RecordVariation, sqsEvent, sqsRecord } from './sqs.ts';

const url = (name: string) => `https://sqs/1/${name}`;
const environment = {
  ...{ ORDERS_QUEUE_URL: url('orders'), ORDERS_DLQ_URL: url('orders-dlq') },
  ...{ TABS_QUEUE_URL: url('tabs.fifo'), TABS_DLQ_URL: url('tabs-dlq.fifo') },
  ...{ PICKUPS_QUEUE_URL: url('pickups'), PICKUPS_DLQ_URL: url('pickups-dlq') },
  ...{ RECEIPTS_QUEUE_URL: url('receipts'), RECEIPTS_DLQ_URL: url('receipts-dlq') },
  ...{ IMPORTS_QUEUE_URL: url('imports'), IMPORTS_DLQ_URL: url('imports-dlq'), IMPORTS_BUCKET_NAME: 'imports' },
  ...{ ORDER_TABLE_NAME: 'orders', CLAIM_CHECK_BUCKET_NAME: 'claim-checks' },
  ...{ ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:order-events' },
  ...{ CLAIM_CHECK_BYTES: '2000', SENDER: 'shop@example.org', CONFIGURATION_SET_NAME: 'orderboard-dev' },
  ...{ LEASE_MILLISECONDS: '20000', RECORD_MILLISECONDS: '5000', ...work.environment('demo') },
};

/** How AWS answers, and when: milliseconds after {@link FIRST_RECEIVED_AT}. */
export type Moment = { readonly at: number; readonly answer?: Answer; readonly prepare?: Prepare };

const wiringOf = ({ at, answer }: Moment) => {
  const { log, lines } = recordingLog();
  const now = () => FIRST_RECEIVED_AT + at;
  const newId = () => crypto.randomUUID();
  const { connect } = stubAws(answer);
  const wiring = { environment, connect, load: loadOf(connect), now, nextTurn: setImmediate, later, newId, log };
  return { wiring, lines };
};

const eventsOf = (group: string, { at }: Moment, lines: readonly Line[]): LogEvent[] =>
  lines.map((line) => lambdaEvent(group, at, line));

/** The log events of the real functions, wired as their handlers wire them. */
export const logOf = {
  cashier: async (moment: Moment, request: ApiRequest): Promise<LogEvent[]> => {
    const { wiring, lines } = wiringOf(moment);
    await wireCashier(wiring)(request);
    return eventsOf('cashier', moment, lines);
  },
  counter: async (moment: Moment, request: ApiRequest): Promise<LogEvent[]> => {
    const { wiring, lines } = wiringOf(moment);
    await wireCounter({ ...wiring, readPage: async () => undefined })(request);
    return eventsOf('counter', moment, lines);
  },
  barista: async (moment: Moment, body: string, varied: RecordVariation = {}): Promise<LogEvent[]> => {
    const { wiring, lines } = wiringOf(moment);
    const { prepare = async () => undefined } = moment;
    await wireBarista({ ...wiring, prepare })(sqsEvent(sqsRecord(body, varied)), lambdaContext());
    return eventsOf('barista', moment, lines);
  },
  receipts: async (moment: Moment, body: string, varied: RecordVariation = {}): Promise<LogEvent[]> => {
    const { wiring, lines } = wiringOf(moment);
    await wireReceipts(wiring)(sqsEvent(aReceipt(body, varied)), lambdaContext());
    return eventsOf('receipts', moment, lines);
  },
  importer: async (moment: Moment, body: string, varied: RecordVariation = {}): Promise<LogEvent[]> => {
    const { wiring, lines } = wiringOf(moment);
    await wireImporter(wiring)(sqsEvent(sqsRecord(body, { queue: 'imports', ...varied })), lambdaContext());
    return eventsOf('importer', moment, lines);
  },
};

const aReceipt = (body: string, varied: RecordVariation): SQSRecord =>
  sqsRecord(body, { queue: 'receipts', ...varied });

/** Every call is answered, and DynamoDB has this record. */
export const holding =
  (record: OrderRecord): Answer =>
  (call) => {
    const item = marshall(record, { removeUndefinedValues: true });
    if (call === 'dynamodb GetItem') return { Item: item };
    return call === 'dynamodb UpdateItem' ? { Attributes: item } : {};
  };

/** The calls to a service fail with this error. All others are answered. */
export const failing =
  (service: string, error: Error, otherwise: Answer = () => ({})): Answer =>
  (call, input) => {
    if (call.startsWith(service)) throw error;
    return otherwise(call, input);
  };

/** What the SDK throws when a service does not answer. */
export const NO_ANSWER = new Error('socket hang up');

/** What the SDK throws when a service refuses a call. */
export const refusal = (name: string): ServiceException =>
  new ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: 400 }, message: 'refused' });
