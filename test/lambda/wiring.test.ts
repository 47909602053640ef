import { marshall } from '@aws-sdk/util-dynamodb';
import { clientTimeouts, longestCall } from '../../lambda/aws/client-options.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { wireCashier } from '../../lambda/cashier/wire.ts';
import { pageFiles } from '../../lambda/counter/page.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import { importerTimeouts, STEP_LINES } from '../../lambda/importer/limits.ts';
import { newState } from '../../lambda/importer/state.ts';
import { wireImporter } from '../../lambda/importer/wire.ts';
import { eventOf } from '../../lambda/order/event.ts';
import { claimCheckKey, logName } from '../../lambda/order/identity.ts';
import { work } from '../../lambda/product/index.ts';
import { wireReceipts } from '../../lambda/receipts/wire.ts';
import { importNumbers } from '../../lib/imports.ts';
import { apiRequest, bodyOf, getOrder, postOrder } from '../support/api.ts';
import { type Answer, stubAws } from '../support/aws-stub.ts';
import { uploadEvent } from '../support/imports.ts';
import { later } from '../support/later.ts';
import { loadOf } from '../support/load.ts';
import { recordingLog } from '../support/log.ts';
import { aMessage, anOrder, aRecord } from '../support/orders.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../support/sqs.ts';

const NOW = Date.parse('2026-11-21T09:00:30.000Z');
const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:order-events';
const url = (name: string) => `https://sqs/1/${name}`;

const queues = {
  ...{ ORDERS_QUEUE_URL: url('orders'), ORDERS_DLQ_URL: url('orders-dlq') },
  ...{ TABS_QUEUE_URL: url('tabs.fifo'), TABS_DLQ_URL: url('tabs-dlq.fifo') },
  ...{ PICKUPS_QUEUE_URL: url('pickups'), PICKUPS_DLQ_URL: url('pickups-dlq') },
  ...{ RECEIPTS_QUEUE_URL: url('receipts'), RECEIPTS_DLQ_URL: url('receipts-dlq') },
  ...{ IMPORTS_QUEUE_URL: url('imports'), IMPORTS_DLQ_URL: url('imports-dlq'), IMPORTS_BUCKET_NAME: 'imports' },
};
const environment = {
  ...queues,
  ...{ ORDER_TABLE_NAME: 'orders', CLAIM_CHECK_BUCKET_NAME: 'claim-checks', ORDER_EVENTS_TOPIC_ARN: TOPIC },
  ...{ CLAIM_CHECK_BYTES: '2000', SENDER: 'shop@example.org', CONFIGURATION_SET_NAME: 'orderboard' },
  ...{ LEASE_MILLISECONDS: '20000', RECORD_MILLISECONDS: '5000', ...work.environment('demo') },
};

/** What every function is connected to, and the calls that it makes. */
const aShop = (answer?: Answer) => {
  const { log, lines } = recordingLog();
  const aws = stubAws(answer);
  const wiring = {
    environment,
    connect: aws.connect,
    load: loadOf(aws.connect),
    now: () => NOW,
    nextTurn: setImmediate,
    later,
    readPage: async () => undefined,
    newId: () => ORDER_ID,
    log,
  };
  return { wiring, calls: aws.calls, lines };
};

const stored = (record: object) => ({ Item: marshall(record, { removeUndefinedValues: true }) });

describe('the cashier', () => {
  it.each([
    ['orders', anOrder()],
    ['tabs.fifo', anOrder({ tab: 'table-7' })],
    ['pickups', anOrder({ pickupAt: '2026-11-21T11:00:00.000Z' })],
  ])('sends an order to its queue, and then records it: %s', async (queue, request) => {
    const { wiring, calls } = aShop();
    expect(await wireCashier(wiring)(postOrder(request))).toMatchObject({ statusCode: 202 });
    expect(calls).toMatchObject([
      { call: 'sqs SendMessage', input: { QueueUrl: url(queue) }, timeout: clientTimeouts.cashier.queue },
      { call: 'dynamodb PutItem', input: { TableName: 'orders' }, timeout: clientTimeouts.cashier.store },
    ]);
  });

  it('gives an order the new id, the time of the clock, and a log line', async () => {
    const { wiring, lines } = aShop();
    const body = bodyOf(await wireCashier(wiring)(postOrder(anOrder())));
    expect(body).toMatchObject({ orderId: ORDER_ID, placedAt: '2026-11-21T09:00:30.000Z' });
    expect(lines).toMatchObject([{ event: 'order.placed' }]);
  });

  it('refuses an order for a queue that the shop does without', async () => {
    const { wiring, calls } = aShop();
    const { TABS_QUEUE_URL: _url, TABS_DLQ_URL: _dlqUrl, ...withoutTabs } = wiring.environment;
    const cashier = wireCashier({ ...wiring, environment: withoutTabs });
    expect(await cashier(postOrder(anOrder({ tab: 'table-7' })))).toMatchObject({ statusCode: 422 });
    expect(calls).toEqual([]);
  });

  it('stores a body above its limit in S3', async () => {
    const { wiring, calls } = aShop();
    const lines = Array(40).fill(anOrder().lines[0]);
    await wireCashier(wiring)(postOrder(anOrder({ lines })));
    expect(calls[0]).toMatchObject({
      ...{ call: 's3 PutObject', input: { Bucket: 'claim-checks' }, timeout: clientTimeouts.cashier.claimCheck },
    });
  });
});

describe('the counter', () => {
  it('shows the board of its table and the depths of its queues and dead-letter queues', async () => {
    const { wiring, calls } = aShop();
    const answer = await wireCounter(wiring)(apiRequest({ resource: '/board.json' }));
    const empty = { total: 0, orders: [] };
    const nothing = { waiting: 0, deadLetters: 0 };
    expect(bodyOf(answer)).toMatchObject({
      lanes: { waiting: empty, ready: empty, stuck: empty },
      queues: { orders: nothing, tabs: nothing, pickups: nothing, receipts: nothing },
    });
    const inputs = (named: string) => calls.filter(({ call }) => call === named).map(({ input }) => input);
    expect(inputs('dynamodb Query')).toMatchObject(Array(12).fill({ TableName: 'orders' }));
    const names = ['orders', 'tabs.fifo', 'pickups', 'receipts'];
    expect(inputs('sqs GetQueueAttributes')).toMatchObject(
      names.flatMap((name) => [name, name.replace(/(\.fifo)?$/, '-dlq$1')]).map((name) => ({ QueueUrl: url(name) })),
    );
    expect(new Set(calls.map(({ timeout }) => timeout))).toEqual(new Set([clientTimeouts.counter]));
  });

  it.each(Object.entries(pageFiles))('answers GET %s with its file %s', async (resource, file) => {
    const readPage = async (name: string) => JSON.stringify({ body: `the text of ${name}`, headers: {} });
    const answer = await wireCounter({ ...aShop().wiring, readPage })(apiRequest({ resource }));
    expect(answer).toMatchObject({ statusCode: 200, body: `the text of ${file}` });
  });

  it('reads the lines of a long order from its bucket', async () => {
    const { lines: _lines, ...record } = aRecord({ orderId: ORDER_ID });
    const { wiring, calls } = aShop((call) => (call === 'dynamodb GetItem' ? stored(record) : {}));
    await wireCounter(wiring)(getOrder(ORDER_ID));
    expect(calls).toMatchObject([
      { call: 'dynamodb GetItem', input: { TableName: 'orders' } },
      { call: 's3 GetObject', input: { Bucket: 'claim-checks', Key: claimCheckKey(record) } },
    ]);
  });

  it('announces a collected order on its topic', async () => {
    const record = aRecord({ orderId: ORDER_ID, status: 'COLLECTED', version: 4 });
    const { wiring, calls, lines } = aShop((call) =>
      call === 'dynamodb UpdateItem' ? { Attributes: stored(record).Item } : {},
    );
    const collect = {
      httpMethod: 'POST',
      resource: '/orders/{orderId}/collect',
      pathParameters: { orderId: ORDER_ID },
    };
    await wireCounter(wiring)(apiRequest(collect));
    const updatedAt = { S: '2026-11-21T09:00:30.000Z' };
    expect(calls).toMatchObject([
      { call: 'dynamodb UpdateItem', input: { ExpressionAttributeValues: { ':updatedAt': updatedAt } } },
      { call: 'sns PublishBatch', input: { TopicArn: TOPIC } },
    ]);
    expect(lines).toMatchObject([{ event: 'order.collected' }]);
  });
});

describe('the barista', () => {
  const message = aMessage({ orderId: ORDER_ID });
  const made = aRecord({ orderId: ORDER_ID, status: 'PREPARING', version: 2, attempts: 1 });
  const prepared: string[] = [];
  const prepare = async ({ orderId }: { readonly orderId: string }) => void prepared.push(orderId);
  const claimed: Answer = (call) => (call === 'dynamodb UpdateItem' ? { Attributes: stored(made).Item } : {});
  const refused: Answer = (call) => {
    if (call.startsWith('dynamodb')) throw new Error('socket hang up');
    return {};
  };

  it('claims an order for its lease, prepares it, and announces it on its topic', async () => {
    const { wiring, calls } = aShop(claimed);
    const record = sqsRecord(JSON.stringify(message));
    expect(await wireBarista({ ...wiring, prepare })(sqsEvent(record), lambdaContext())).toEqual({
      batchItemFailures: [],
    });
    expect(prepared).toEqual([ORDER_ID]);
    const lease = { M: { token: { S: ORDER_ID }, until: { N: String(NOW + 20_000) } } };
    expect(calls).toMatchObject([
      { call: 'dynamodb UpdateItem', input: { TableName: 'orders', ExpressionAttributeValues: { ':lease': lease } } },
      { call: 'sns PublishBatch', input: { TopicArn: TOPIC } },
      { call: 'dynamodb UpdateItem', input: { TableName: 'orders' } },
      { call: 'sns PublishBatch', input: { TopicArn: TOPIC } },
    ]);
    expect(new Set(calls.map(({ timeout }) => timeout))).toEqual(new Set([clientTimeouts.barista]));
  });

  it('announces the steps of ten orders with two to four calls, when calls are answered at once', async () => {
    const { wiring, calls } = aShop(claimed);
    const records = Array.from({ length: 10 }, () => sqsRecord(JSON.stringify(message)));
    await wireBarista({ ...wiring, prepare })(sqsEvent(...records), lambdaContext());
    const published = calls.filter(({ call }) => call === 'sns PublishBatch').map(({ input }) => Object(input));
    expect(published.length).toBeGreaterThanOrEqual(2);
    expect(published.length).toBeLessThanOrEqual(4);
    expect(published.flatMap(({ PublishBatchRequestEntries: entries }) => entries)).toHaveLength(20);
  });

  it.each([
    ['orders', 'orders-dlq'],
    ['tabs.fifo', 'tabs-dlq.fifo'],
    ['pickups', 'pickups-dlq'],
  ])('quarantines a message of %s in %s', async (queue, dlq) => {
    const { wiring, calls } = aShop();
    const record = sqsRecord('one order, please', { queue, group: 'table-7' });
    await wireBarista({ ...wiring, prepare })(sqsEvent(record), lambdaContext());
    expect(calls).toMatchObject([{ call: 'sqs SendMessage', input: { QueueUrl: url(dlq) } }]);
  });

  it('fetches a long order from its bucket', async () => {
    const { wiring, calls } = aShop();
    const pointer = { s3BucketName: 'claim-checks', s3Key: claimCheckKey(message) };
    const body = JSON.stringify(['software.amazon.payloadoffloading.PayloadS3Pointer', pointer]);
    await wireBarista({ ...wiring, prepare })(sqsEvent(sqsRecord(body)), lambdaContext());
    expect(calls[0]).toMatchObject({ call: 's3 GetObject', input: { Bucket: 'claim-checks' } });
  });

  it('forwards the message of a tab to `orders` if READY cannot be announced', async () => {
    const { wiring, calls } = aShop((call, input) => {
      if (call === 'sns PublishBatch') throw new Error('socket hang up');
      return claimed(call, input);
    });
    const record = sqsRecord(JSON.stringify(message), { queue: 'tabs.fifo', group: 'table-7' });
    await wireBarista({ ...wiring, prepare })(sqsEvent(record), lambdaContext());
    expect(calls.at(-1)).toMatchObject({ call: 'sqs SendMessage', input: { QueueUrl: url('orders') } });
  });

  it('begins no other record of a batch once the store is out', async () => {
    const { wiring, lines } = aShop(refused);
    const records = ['a', 'b'].map((messageId) =>
      sqsRecord(JSON.stringify(message), { messageId, queue: 'tabs.fifo', group: 'table-7' }),
    );
    const other = sqsRecord(JSON.stringify(message), { queue: 'tabs.fifo', group: 'table-8' });
    const behind = sqsRecord(JSON.stringify(message), { queue: 'tabs.fifo', group: 'table-8' });
    await wireBarista({ ...wiring, prepare })(sqsEvent(...records, other, behind), lambdaContext());
    const reasons = lines.filter(({ event }) => event === 'record.failed').map(({ fields }) => fields.reason);
    expect(reasons.toSorted()).toEqual(['blocked', 'blocked', 'unavailable', 'unavailable']);
  });

  it('begins the other records of a batch while S3 is out', async () => {
    const { wiring, calls } = aShop((call, input) => {
      if (call.startsWith('s3')) throw new Error('socket hang up');
      return claimed(call, input);
    });
    const pointer = { s3BucketName: 'claim-checks', s3Key: claimCheckKey(message) };
    const long = JSON.stringify(['software.amazon.payloadoffloading.PayloadS3Pointer', pointer]);
    const bodies = [long, JSON.stringify(aMessage()), JSON.stringify(aMessage())];
    const records = bodies.map((body, n) => sqsRecord(body, { queue: 'tabs.fifo', group: n === 0 ? 'a' : 'b' }));
    const { batchItemFailures } = await wireBarista({ ...wiring, prepare })(sqsEvent(...records), lambdaContext());
    expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.messageId }]);
    expect(calls.filter(({ call }) => call === 'dynamodb UpdateItem')).toHaveLength(4);
  });

  it('begins no record of a batch if the store fails a look-up', async () => {
    const { wiring, calls, lines } = aShop(refused);
    const redelivered = sqsRecord(JSON.stringify(message), { receiveCount: 2 });
    await wireBarista({ ...wiring, prepare })(
      sqsEvent(redelivered, sqsRecord(JSON.stringify(message))),
      lambdaContext(),
    );
    const reasons = lines.filter(({ event }) => event === 'record.failed').map(({ fields }) => fields.reason);
    expect(reasons).toEqual(['unavailable', 'outage']);
    expect(calls.map(({ call }) => call)).not.toContain('dynamodb UpdateItem');
  });

  it('looks a redelivered order up, and makes one whose barista died last', async () => {
    const dead = aRecord({ orderId: ORDER_ID, status: 'PREPARING', lease: { token: 'dead', until: NOW - 1 } });
    const { wiring, calls } = aShop((call, input) =>
      call === 'dynamodb GetItem' ? stored(dead) : claimed(call, input),
    );
    const suspect = sqsRecord(JSON.stringify(message), { receiveCount: 2 });
    const fresh = aMessage();
    const event = sqsEvent(suspect, sqsRecord(JSON.stringify(fresh)));
    await wireBarista({ ...wiring, prepare })(event, lambdaContext());
    expect(calls[0]).toMatchObject({ call: 'dynamodb GetItem', input: { TableName: 'orders' } });
    const keys = calls.filter(({ call }) => call === 'dynamodb UpdateItem').map(({ input }) => Object(input).Key);
    expect(keys[0]).toEqual({ orderId: { S: fresh.orderId } });
    expect(keys.at(-1)).toEqual({ orderId: { S: ORDER_ID } });
  });

  it('begins no record with less time left than one needs, and shows it again', async () => {
    const { wiring, calls, lines } = aShop(claimed);
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 4999 };
    await wireBarista({ ...wiring, prepare })(sqsEvent(sqsRecord(JSON.stringify(message))), context);
    expect(calls).toMatchObject([{ call: 'sqs ChangeMessageVisibilityBatch', input: { QueueUrl: url('orders') } }]);
    expect(lines).toMatchObject([
      { event: 'record.failed', fields: { reason: 'deferred', number: message.order.number } },
    ]);
  });
});

describe('the receipts function', () => {
  const record = aRecord({ orderId: ORDER_ID, status: 'READY', version: 3 });
  const ready = eventOf('READY', { ...record, at: record.updatedAt });
  const received = (receiveCount = 1) => sqsRecord(JSON.stringify(ready), { queue: 'receipts', receiveCount });

  it('reads the order, mails the customer, and records the mail', async () => {
    const { wiring, calls, lines } = aShop((call) => (call === 'dynamodb GetItem' ? stored(record) : {}));
    expect(await wireReceipts(wiring)(sqsEvent(received()), lambdaContext())).toEqual({ batchItemFailures: [] });
    expect(calls).toMatchObject([
      { call: 'dynamodb GetItem', input: { TableName: 'orders' }, timeout: clientTimeouts.receipts },
      {
        call: 'ses SendEmail',
        input: { FromEmailAddress: 'shop@example.org', ConfigurationSetName: 'orderboard' },
        timeout: clientTimeouts.mailer,
      },
      { call: 'dynamodb UpdateItem', input: { TableName: 'orders' }, timeout: clientTimeouts.receipts },
    ]);
    expect(lines).toMatchObject([{ event: 'receipt.mailed' }]);
  });

  it('works redelivered events side by side, because a mail runs no code of the product', async () => {
    const { wiring, calls } = aShop((call) => (call === 'dynamodb GetItem' ? stored(record) : {}));
    await wireReceipts(wiring)(sqsEvent(received(2), received(2)), lambdaContext());
    const [first, second] = calls.map(({ call }) => call);
    expect([first, second]).toEqual(['dynamodb GetItem', 'dynamodb GetItem']);
  });

  it('quarantines an event that cannot be read', async () => {
    const { wiring, calls } = aShop();
    await wireReceipts(wiring)(sqsEvent(sqsRecord('it is ready', { queue: 'receipts' })), lambdaContext());
    expect(calls).toMatchObject([
      { call: 'sqs SendMessage', input: { QueueUrl: url('receipts-dlq') }, timeout: clientTimeouts.receipts },
    ]);
  });

  it('shows an event again, and names its order in the log, if there is too little time left', async () => {
    const { wiring, calls, lines } = aShop();
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 4999 };
    await wireReceipts(wiring)(sqsEvent(received(2)), context);
    expect(calls).toMatchObject([{ call: 'sqs ChangeMessageVisibilityBatch', input: { QueueUrl: url('receipts') } }]);
    expect(lines).toMatchObject([{ fields: { reason: 'deferred', number: record.number } }]);
  });
});

describe('the importer', () => {
  const IMPORT_ID = '018f4e2a-7c1b-4c3d-9e8f-0a1b2c3d4e5f';
  const streamOf = (text: string) => ({ transformToByteArray: async () => Buffer.from(text) });

  /** Works an upload of these orders. */
  const imported = async (orders: readonly object[], { hasTabs = true, receiveCount = 1 } = {}) => {
    const upload = orders.map((order) => JSON.stringify(order)).join('\n');
    const state = newState({ importId: IMPORT_ID, format: 'ndjson', bytes: upload.length }, NOW);
    const { wiring, calls, lines } = aShop((call, input) => {
      if (call !== 's3 GetObject') return { ETag: '"1"' };
      const { Key, Range = '' } = Object(input);
      const [from, to] = String(Range).slice('bytes='.length).split('-').map(Number);
      return Key.startsWith('uploads/')
        ? { Body: streamOf(upload.slice(from, Number(to) + 1)) }
        : { Body: streamOf(JSON.stringify(state)), ETag: '"1"' };
    });
    const record = sqsRecord(uploadEvent(upload.length), { queue: 'imports', receiveCount });
    const { TABS_QUEUE_URL: _url, ...withoutTabs } = wiring.environment;
    const work = wireImporter(hasTabs ? wiring : { ...wiring, environment: withoutTabs });
    const result = await work(sqsEvent(record), lambdaContext());
    return { result, calls, lines };
  };

  it('refuses a line for a queue that the shop does without', async () => {
    const { calls, lines } = await imported([anOrder({ tab: 'table-7' }), anOrder()], { hasTabs: false });
    expect(lines.at(-1)).toMatchObject({ event: 'import.saved', fields: { accepted: 1, refused: 1 } });
    const sends = calls.filter(({ call }) => call === 'sqs SendMessageBatch').map(({ input }) => input);
    expect(sends).toMatchObject([{ QueueUrl: url('orders') }]);
  });

  it('sends each order of an upload to its queue, and the body of a long one to the bucket of claim checks', async () => {
    const long = anOrder({ lines: Array(40).fill(anOrder().lines[0]) });
    const pickup = anOrder({ pickupAt: '2026-11-21T11:00:00.000Z' });
    const { result, calls } = await imported([anOrder(), anOrder({ tab: 'table-7' }), pickup, long]);
    expect(result).toEqual({ batchItemFailures: [] });
    const inputs = (named: string): readonly object[] =>
      calls.filter(({ call }) => call === named).map(({ input }) => Object(input));
    expect(inputs('sqs SendMessageBatch')).toMatchObject(
      ['tabs.fifo', 'orders', 'pickups'].map((name) => ({ QueueUrl: url(name) })),
    );
    const bodies = inputs('s3 PutObject').map((input) => `${Reflect.get(input, 'Bucket')}`);
    expect(bodies.toSorted()).toEqual(['claim-checks', 'imports', 'imports']);
    const timeouts = (service: string) =>
      calls.filter(({ call }) => call.startsWith(service)).map(({ timeout }) => timeout);
    expect(new Set(timeouts('s3'))).toEqual(new Set([importerTimeouts.bucket]));
    expect(new Set(timeouts('sqs'))).toEqual(new Set([importerTimeouts.queue]));
  });

  it('continues a long import after any number of receives, because each invocation is one', async () => {
    const { lines } = await imported([anOrder()], { receiveCount: 1000 });
    expect(lines.at(-1)).toMatchObject({ event: 'import.saved', fields: { status: 'done', accepted: 1 } });
  });

  it('makes no more calls in a step, one after the other, than its time counts', async () => {
    // GIVEN a first step with ten orders, and a second one with a long order, two orders of a tab, and a full page of the report
    const long = anOrder({ lines: Array(40).fill(anOrder().lines[0]) });
    const tab = anOrder({ tab: 'table-7' });
    const bad = (count: number): object[] => Array(count).fill({});
    const first = [...Array(10).fill(anOrder()), ...bad(STEP_LINES - 10)];

    // WHEN
    const { calls } = await imported([...first, long, tab, tab, ...bad(STEP_LINES - 3)]);

    // THEN the second step has these calls, a read before them, and a change of the visibility after them
    const made = calls.map(({ call }) => call);
    const ofStep = made.slice(made.indexOf('sqs SendMessageBatch') + 1);
    const countOf = (call: string): number => ofStep.filter((each) => each === call).length;
    const [puts, sends] = [countOf('s3 PutObject'), countOf('sqs SendMessageBatch')];
    expect([puts, sends, ofStep.length]).toEqual([3, 3, 6]);
    const atOnce = 1; // the order without a tab is sent beside the first one of the tab
    const { bucket, queue } = importerTimeouts;
    expect(importNumbers.stepTime.toMilliseconds()).toBe(
      (puts + 1) * longestCall(bucket) + (sends - atOnce + 1) * longestCall(queue),
    );
  });

  it('reads the upload that its event tells of, and no other content', async () => {
    const { calls } = await imported([anOrder()]);
    const reads = calls.filter(({ call }) => call === 's3 GetObject').map(({ input }) => input);
    const [, ...ofUpload] = reads;
    expect(ofUpload.length).toBeGreaterThan(0);
    for (const read of ofUpload) expect(read).toMatchObject({ Bucket: 'imports', IfMatch: '"content"' });
  });

  it('names the import in the line of a message that fails', async () => {
    const { wiring, lines } = aShop(() => {
      throw new Error('socket hang up');
    });
    const record = sqsRecord(uploadEvent(1), { queue: 'imports' });
    await wireImporter(wiring)(sqsEvent(record), lambdaContext());
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'record.failed',
        fields: expect.objectContaining({ import: logName(IMPORT_ID) }),
      }),
    );
  });
});
