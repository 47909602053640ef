import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sdkStreamMixin } from '@smithy/core/serde';
import { batchCalls, longestPath } from '../../lambda/barista/longest-path.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { PermanentError } from '../../lambda/errors.ts';
import { claimCheckKey } from '../../lambda/order/identity.ts';
import { work } from '../../lambda/product/index.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { later } from '../support/later.ts';
import { loadOf } from '../support/load.ts';
import { recordingLog } from '../support/log.ts';
import { anOrderTable, type OrderTable } from '../support/order-table.ts';
import { aMessage, anOrder } from '../support/orders.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../support/sqs.ts';

const { beforePrepare, besidePrepare, afterPrepare, loads } = longestPath;
const named = (calls: readonly { readonly service: string; readonly operation: string }[]) =>
  calls.map(({ service, operation }) => `${service} ${operation}`);

let dynamo: Dynamo;
let table: OrderTable;
let tableName = '';

beforeAll(async () => {
  dynamo = await startDynamo();
});
beforeEach(async () => {
  tableName = await dynamo.createTable();
  table = await anOrderTable({ ...dynamo, createTable: async () => tableName });
});
afterAll(() => dynamo.stop());

type Variation = {
  readonly prepare?: () => Promise<void>;
  /** The calls that fail, such as `sns PublishBatch`, and how often they succeed before. */
  readonly failing?: Readonly<Record<string, number>>;
};

/** Works a redriven long order on a tab, and answers the calls to AWS one after the other. Answers its calls and loads. */
const callsOfRedrivenOrder = async ({ prepare = async () => undefined, failing = {} }: Variation) => {
  const message = aMessage({ request: anOrder({ tab: 'table-7' }) });
  const lease = { token: 'earlier', until: table.clock.time + 1000 };
  await table.store.claim(message, lease, message);
  const at = '2026-11-21T09:00:00.000Z';
  await table.store.markStuck(message.orderId, 'earlier', { code: 'out-of-stock', message: 'none', at });

  const calls: string[] = [];
  const loaded: string[] = [];
  const observe = (service: string, command: unknown): void => {
    const call = `${service} ${Object(command).constructor.name.replace('Command', '')}`;
    const earlier = calls.filter((made) => made === call).length;
    calls.push(call);
    if (earlier >= (failing[call] ?? Number.POSITIVE_INFINITY)) throw new Error(`${call} fails`);
  };
  const stub = <Client extends { send: unknown }>(client: Client, service: string, answer: () => object): Client =>
    Object.assign(client, {
      send: async (command: unknown) => {
        observe(service, command);
        return answer();
      },
    });
  const options = { region: 'eu-central-1' };
  const dynamodb = dynamo.connect();
  const send = dynamodb.send.bind(dynamodb);
  const body = () => sdkStreamMixin(Readable.from([JSON.stringify(message)]));
  const url = (name: string) => `https://sqs/1/${name}`;
  const handler = wireBarista({
    environment: {
      ...{ ORDERS_QUEUE_URL: url('orders'), ORDERS_DLQ_URL: url('orders-dlq') },
      ...{ TABS_QUEUE_URL: url('tabs.fifo'), TABS_DLQ_URL: url('tabs-dlq.fifo') },
      ...{ PICKUPS_QUEUE_URL: url('pickups'), PICKUPS_DLQ_URL: url('pickups-dlq') },
      ...{ CLAIM_CHECK_BUCKET_NAME: 'claim-checks', ORDER_TABLE_NAME: tableName },
      ...{ ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:a:1:events', ...work.environment('demo') },
      ...{ RECORD_MILLISECONDS: '0', LEASE_MILLISECONDS: '20000' },
    },
    load: loadOf({
      sqs: () => {
        loaded.push('sqs');
        return stub(new SQSClient(options), 'sqs', () => ({}));
      },
      s3: () => {
        loaded.push('s3');
        return stub(new S3Client(options), 's3', () => ({ Body: body() }));
      },
    }),
    connect: {
      sns: () => stub(new SNSClient(options), 'sns', () => ({})),
      dynamodb: () =>
        Object.assign(dynamodb, {
          send: async (command: Parameters<typeof send>[0]) => {
            observe('dynamodb', command);
            return send(command);
          },
        }),
    },
    prepare,
    now: () => table.clock.time,
    nextTurn: setImmediate,
    later,
    newId: () => 'token',
    log: recordingLog().log,
  });
  const pointer = { s3BucketName: 'claim-checks', s3Key: claimCheckKey(message) };
  const record = sqsRecord(JSON.stringify(['software.amazon.payloadoffloading.PayloadS3Pointer', pointer]), {
    ...{ queue: 'tabs.fifo', group: 'table-7', receiveCount: 2 },
  });
  await handler(sqsEvent(record), lambdaContext());
  return { calls, loaded };
};

it('makes the calls and loads from which the time of a record is derived, one after the other', async () => {
  const { calls, loaded } = await callsOfRedrivenOrder({ failing: { 'sns PublishBatch': 1, 'sqs SendMessage': 0 } });
  expect(calls).toEqual(
    named([...batchCalls.before, ...beforePrepare, ...besidePrepare, ...afterPrepare, ...batchCalls.after]),
  );
  expect(loaded).toEqual(loads);
});

it.each<[string, Variation]>([
  ['it is finished and announced', {}],
  ['it cannot be finished', { failing: { 'dynamodb UpdateItem': 2 } }],
  ['prepare fails', { prepare: () => Promise.reject(new Error('the work fails')) }],
  ['it is quarantined', { prepare: () => Promise.reject(new PermanentError('out-of-stock', 'none')) }],
  [
    'it cannot be quarantined',
    { prepare: () => Promise.reject(new PermanentError('x', 'y')), failing: { 'sqs SendMessage': 0 } },
  ],
  [
    'it cannot be recorded as STUCK',
    { prepare: () => Promise.reject(new PermanentError('x', 'y')), failing: { 'dynamodb UpdateItem': 2 } },
  ],
])('makes no more calls on another path: %s', async (_what, variation) => {
  const longest = [...batchCalls.before, ...beforePrepare, ...besidePrepare, ...afterPrepare, ...batchCalls.after];
  const { calls, loaded } = await callsOfRedrivenOrder(variation);
  expect(calls.length).toBeLessThanOrEqual(longest.length);
  expect(loaded.length).toBeLessThanOrEqual(loads.length);
});
