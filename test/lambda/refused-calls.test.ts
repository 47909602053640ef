import { wireCashier } from '../../lambda/cashier/wire.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import type { Status } from '../../lambda/order/lifecycle.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { withoutLines } from '../../lambda/order/request.ts';
import { samples } from '../../lambda/product/index.ts';
import { apiRequest, bodyOf, cancelOrder, collectOrder, getOrder, postOrder } from '../support/api.ts';
import { type Aws, type Refusal, startAws } from '../support/aws.ts';
import { loadOf } from '../support/load.ts';
import { recordingLog } from '../support/log.ts';
import { aMessage, anOrder } from '../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const KEY = '8e03978e-40d5-43e8-bc93-6894a57f9324';
const TOO_LONG = 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.';
const environment = {
  ORDERS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/orders',
  ORDERS_DLQ_URL: 'https://sqs.eu-central-1.amazonaws.com/1/orders-dlq',
  TABS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/tabs.fifo',
  TABS_DLQ_URL: 'https://sqs.eu-central-1.amazonaws.com/1/tabs-dlq.fifo',
  PICKUPS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/pickups',
  PICKUPS_DLQ_URL: 'https://sqs.eu-central-1.amazonaws.com/1/pickups-dlq',
  RECEIPTS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/receipts',
  RECEIPTS_DLQ_URL: 'https://sqs.eu-central-1.amazonaws.com/1/receipts-dlq',
  ORDER_TABLE_NAME: 'orders',
  CLAIM_CHECK_BUCKET_NAME: 'claim-checks',
  CLAIM_CHECK_BYTES: '1000',
  ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:1:order-events',
};

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => {
  aws.mend();
  aws.keep(undefined);
});
afterAll(() => aws.stop());

const connected = () => ({ connect: aws.connect, load: loadOf(aws.connect) });
const aCashier = () => {
  const { log, lines } = recordingLog();
  const newId = () => '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
  return { lines, handle: wireCashier({ environment, ...connected(), now: () => NOW, newId, log }) };
};
const aCounter = () => {
  const { log, lines } = recordingLog();
  const nextTurn = setImmediate;
  const wiring = { environment, ...connected(), now: () => NOW, nextTurn, log };
  return { lines, handle: wireCounter({ ...wiring, readPage: async () => undefined }) };
};

const short = anOrder();
const long = anOrder({ lines: Array(40).fill(samples.fullLine) });
const json = { 'Content-Type': 'application/json' };

/** An order on record whose lines are in S3. */
const aLongRecord = (status: Status, version = 3): OrderRecord => {
  const { order, ...message } = aMessage({ request: long });
  const times = { updatedAt: message.placedAt };
  return { ...withoutLines(order), ...message, ...times, status, version, attempts: 1 };
};

/** Refusals that no retry changes. */
const refusals: readonly (readonly ['sqs' | 's3' | 'dynamodb', Refusal])[] = [
  ['sqs', { code: 'AccessDenied', status: 403 }],
  ['sqs', { code: 'AccessDeniedException' }],
  ['sqs', { code: 'QueueDoesNotExist' }],
  ['sqs', { code: 'AWS.SimpleQueueService.NonExistentQueue' }],
  ['sqs', { code: 'KmsDisabled' }],
  ['sqs', { code: 'KmsAccessDenied' }],
  ['sqs', { code: 'KmsInvalidState' }],
  ['sqs', { code: 'InvalidSecurity', status: 403 }],
  ['sqs', { code: 'UnsupportedOperation' }],
  ['sqs', { code: 'InvalidParameterValue', message: 'Value for parameter MessageGroupId is invalid.' }],
  ['sqs', { code: 'MissingParameter' }],
  ['s3', { code: 'AccessDenied', status: 403 }],
  ['s3', { code: 'NoSuchBucket', status: 404 }],
  ['s3', { code: 'KMS.DisabledException' }],
  ['s3', { code: 'InvalidRequest' }],
  ['s3', { code: 'MethodNotAllowed', status: 405 }],
];

/** Failures that pass. */
const outages: readonly (readonly ['sqs' | 's3', Refusal])[] = [
  ['sqs', { code: 'InternalError', status: 500 }],
  ['sqs', { code: 'ServiceUnavailable', status: 503 }],
  ['sqs', { code: 'InternalError', status: 500, message: TOO_LONG }],
  ['sqs', { code: 'RequestThrottled' }],
  ['sqs', { code: 'OverLimit', status: 403 }],
  ['sqs', { code: 'KmsThrottled' }],
  ['s3', { code: 'InternalError', status: 500 }],
  ['s3', { code: 'SlowDown', status: 503 }],
  ['s3', { code: 'RequestTimeout' }],
  ['s3', { code: 'ConditionalRequestConflict', status: 409 }],
  ['s3', { code: 'OperationAborted', status: 409 }],
];

const named = { sqs: 'the queue (SQS)', s3: 'the store of long orders (S3)', dynamodb: 'the order store (DynamoDB)' };

describe('an order that a service refuses for good', () => {
  it.each(refusals)(
    'is answered 500 without Retry-After, and logged for the operator: %s %j',
    async (service, refusal) => {
      const { handle, lines } = aCashier();
      aws.fail(service, refusal);

      const answer = await handle(postOrder(service === 's3' ? long : short));

      expect(answer).toMatchObject({ statusCode: 500, headers: { 'Content-Type': 'application/problem+json' } });
      expect(answer.headers).not.toHaveProperty('Retry-After');
      expect(bodyOf(answer)).toMatchObject({ status: 500, detail: expect.stringContaining(named[service]) });
      expect(lines).toMatchObject([
        {
          level: 'error',
          event: 'order.refused-for-good',
          fields: { code: 'refused', service },
        },
      ]);
      expect(lines[0]?.fields).toMatchObject({ order: expect.any(String), number: expect.any(String) });
      expect(lines[0]?.fields.message).toMatch(/^(sqs|s3) should accept \w+, got [\w.]+$/);
      expect(aws.calls).toEqual([service === 's3' ? 's3 PUT' : 'sqs SendMessage']);
    },
  );

  it.each([
    ['sqs', { code: 'InvalidMessageContents', message: "Invalid binary character '#x1F' was found" }, 422],
    ['sqs', { code: 'InvalidParameterValue', message: TOO_LONG }, 413],
    ['sqs', { code: 'InvalidParameterValueException', message: TOO_LONG }, 413],
    ['s3', { code: 'EntityTooLarge' }, 413],
  ] as const)(
    'is answered with the correction if the customer can make it: %s %j',
    async (service, refusal, status) => {
      const { handle, lines } = aCashier();
      aws.fail(service, refusal);
      const answer = await handle(postOrder(service === 's3' ? long : short));
      expect(answer.statusCode).toBe(status);
      expect(answer.headers).not.toHaveProperty('Retry-After');
      expect(bodyOf(answer)).toMatchObject({ detail: expect.stringMatching(/should .*, got .*: (send fewer|remove)/) });
      expect(lines).toMatchObject([{ level: 'warn', event: 'order.refused' }]);
    },
  );

  it('is answered with a problem that names the correction', async () => {
    const { handle } = aCashier();
    aws.fail('sqs', { code: 'InvalidMessageContents' });
    const characters =
      'the order should hold only characters that SQS accepts, got others: remove them from names and texts';
    expect(bodyOf(await handle(postOrder(short)))).toEqual({
      ...{ type: 'urn:orderboard:problem:unacceptable-characters', status: 422, title: 'Unacceptable characters' },
      ...{ detail: characters, errors: [{ pointer: '', detail: characters }] },
    });
    aws.fail('sqs', { code: 'InvalidParameterValue', message: TOO_LONG });
    expect(bodyOf(await handle(postOrder(short)))).toEqual({
      ...{ type: 'urn:orderboard:problem:order-too-long', status: 413, title: 'Order too long' },
      detail: 'the order should fit into a message, got a longer one: send fewer lines, or shorter texts',
    });
  });

  it.each(outages)('does not include an outage, which is answered 503: %s %j', async (service, refusal) => {
    const { handle, lines } = aCashier();
    aws.fail(service, refusal);
    const answer = await handle(postOrder(service === 's3' ? long : short));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
    expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining(`${named[service]} should answer`) });
    expect(lines).toMatchObject([{ level: 'error', event: 'order.refused' }]);
  });
});

describe('a store that refuses the cashier for good', () => {
  const refused = { code: 'AccessDeniedException' };
  const keyed = (order: object) => postOrder(order, { headers: { ...json, 'Idempotency-Key': KEY } });

  it('does not stop an order, and is logged as an error', async () => {
    const { handle, lines } = aCashier();
    aws.fail('dynamodb', refused);
    expect(await handle(keyed(short))).toMatchObject({ statusCode: 202 });
    expect(lines).toMatchObject([
      { level: 'error', event: 'order.not-looked-up' },
      { level: 'info', event: 'order.placed' },
      { level: 'error', event: 'order.unrecorded' },
    ]);
  });

  it.each([
    [refused, 500, 'order.refused-for-good'],
    [{ code: 'InternalServerError', status: 500 }, 503, 'order.refused'],
  ])('decides on an order that only the record could allow: %j is %i', async (refusal, status, event) => {
    const { handle, lines } = aCashier();
    aws.fail('dynamodb', refusal);
    const answer = await handle(keyed({ ...short, lines: [samples.retiredLine] }));
    expect(answer.statusCode).toBe(status);
    expect('Retry-After' in (answer.headers ?? {})).toBe(status === 503);
    expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining(named.dynamodb) });
    expect(lines.at(-1)).toMatchObject({ level: 'error', event });
  });
});

describe('a call at the counter', () => {
  const { orderId } = aLongRecord('READY');
  it.each([
    [{ code: 'AccessDeniedException' }, 500, 'counter.refused-for-good'],
    [{ code: 'ResourceNotFoundException' }, 500, 'counter.refused-for-good'],
    [{ code: 'ValidationException' }, 500, 'counter.refused-for-good'],
    [{ code: 'InternalServerError', status: 500 }, 503, 'counter.failed'],
    [{ code: 'ProvisionedThroughputExceededException' }, 503, 'counter.failed'],
    [{ code: 'ThrottlingException' }, 503, 'counter.failed'],
  ])('is answered by what the store says: %j is %i', async (refusal, status, event) => {
    for (const request of [getOrder(orderId), cancelOrder(orderId), collectOrder(orderId)]) {
      const { handle, lines } = aCounter();
      aws.fail('dynamodb', refusal);
      const answer = await handle(request);
      expect(answer.statusCode).toBe(status);
      expect('Retry-After' in (answer.headers ?? {})).toBe(status === 503);
      expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining(named.dynamodb) });
      expect(lines).toMatchObject([{ level: 'error', event, fields: { service: 'dynamodb' } }]);
      expect(JSON.stringify(lines)).not.toContain(orderId);
    }
  });
});

describe('the lines of a long order that cannot be read', () => {
  const requests = [
    ['GET', getOrder, 'READY'],
    ['DELETE', cancelOrder, 'CANCELLED'],
    ['collect', collectOrder, 'COLLECTED'],
  ] as const;
  const gone: readonly Refusal[] = [
    { code: 'NoSuchKey', status: 404 },
    {
      code: 'AccessDenied',
      status: 403,
      message: 'not authorized on resource: "arn:aws:s3:::claim-checks/ORDER/hash"',
    },
    { code: 'InternalError', status: 500 },
    { code: 'SlowDown', status: 503 },
  ];

  for (const [what, requestFor, status] of requests)
    it.each(gone)(`are left out of the answer to ${what}: %j`, async ({ message, ...refusal }) => {
      const record = aLongRecord(status);
      const { handle, lines } = aCounter();
      aws.keep(record);
      aws.fail('s3', { ...refusal, ...(message && { message: message.replace('ORDER', record.orderId) }) });

      const answer = await handle(requestFor(record.orderId));

      expect(answer).toMatchObject({ statusCode: 200, headers: { ETag: '"3-without-lines"' } });
      expect(bodyOf(answer)).toMatchObject({ orderId: record.orderId, status, totalCents: record.totalCents });
      expect(bodyOf(answer)).not.toHaveProperty('lines');
      const warning = lines.find(({ event }) => event === 'order.lines-unread');
      expect(warning).toMatchObject({ level: 'warn', fields: { order: expect.any(String), number: record.number } });
      expect(JSON.stringify(lines)).not.toContain(record.orderId);
      expect(aws.calls.filter((call) => call.startsWith('sns'))).toHaveLength(what === 'GET' ? 0 : 1);
    });

  it.each([
    ['is not JSON', 'one order'],
    ['is empty', ''],
    ['belongs to another order', JSON.stringify(aMessage({ request: long }))],
    ['was written by a newer release', '{"v":99}'],
    ['has a negative total', JSON.stringify({ ...aMessage(), order: { ...aMessage().order, totalCents: -1 } })],
  ])('are left out of the answer if the object %s', async (_what, body) => {
    const record = aLongRecord('READY');
    const { handle, lines } = aCounter();
    aws.keep(record);
    aws.store(body);
    const answer = await handle(getOrder(record.orderId));
    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).not.toHaveProperty('lines');
    expect(lines).toMatchObject([{ level: 'warn', event: 'order.lines-unread' }]);
  });

  it('are answered again once they can be read, to a client that knows the answer without them', async () => {
    const message = aMessage({ request: long });
    const record = { ...aLongRecord('READY'), orderId: message.orderId, requestHash: message.requestHash };
    const { handle } = aCounter();
    aws.keep(record);
    aws.fail('s3', { code: 'SlowDown', status: 503 });
    const etag = String((await handle(getOrder(record.orderId))).headers?.ETag);
    aws.mend();
    aws.store(JSON.stringify(message));
    const answer = await handle({ ...getOrder(record.orderId), headers: { 'If-None-Match': etag } });
    expect(answer).toMatchObject({ statusCode: 200, headers: { ETag: '"3"' } });
    expect(bodyOf(answer)).toMatchObject({ lines: long.lines });
  });

  it('are not needed for a 304 and for a 409', async () => {
    const record = aLongRecord('PREPARING');
    const { handle } = aCounter();
    aws.keep(record);
    aws.fail('s3', { code: 'SlowDown', status: 503 });
    expect(await handle({ ...getOrder(record.orderId), headers: { 'If-None-Match': '"3"' } })).toMatchObject({
      statusCode: 304,
    });
    expect(await handle(collectOrder(record.orderId))).toMatchObject({ statusCode: 409 });
    expect(aws.calls).not.toContain('s3 GET');
  });
});

describe('a change that SNS cannot announce', () => {
  it.each([
    { code: 'AuthorizationError', status: 403 },
    { code: 'InternalFailure', status: 500 },
  ])('is answered like any other: %j', async (refusal) => {
    const record = { ...aLongRecord('COLLECTED'), lines: short.lines };
    const { handle } = aCounter();
    aws.keep(record);
    aws.fail('sns', refusal);
    expect(await handle(collectOrder(record.orderId))).toMatchObject({ statusCode: 200, headers: { ETag: '"3"' } });
  });
});

describe('GET /board.json', () => {
  const getBoard = apiRequest({ resource: '/board.json' });
  const refused = { code: 'AccessDenied', status: 403 };
  const out = { code: 'InternalError', status: 500 };

  const empty = { total: 0, orders: [] };
  const lanes = { waiting: empty, ready: empty, stuck: empty };
  const nothing = { waiting: 0, deadLetters: 0 };
  const queues = { orders: nothing, tabs: nothing, pickups: nothing, receipts: nothing };

  it.each([
    ['sqs', out, 'warn', 'queues', { lanes }],
    ['sqs', refused, 'error', 'queues', { lanes }],
    ['dynamodb', out, 'warn', 'lanes', { queues }],
    ['dynamodb', refused, 'error', 'lanes', { queues }],
  ] as const)('answers without %s (%j), and logs it as %s', async (service, refusal, level, missing, rest) => {
    const { handle, lines } = aCounter();
    aws.fail(service, refusal);
    const answer = await handle(getBoard);
    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toEqual({ ...rest, well: false, reasons: ['missing'], missing: [missing] });
    expect(lines).toMatchObject([{ level, event: 'board.incomplete', fields: { missing, service } }]);
  });

  it.each([
    [out, out, 503],
    [out, refused, 503],
    [refused, out, 503],
    [refused, refused, 500],
  ])('answers no board if nothing can be read: %j and %j', async (queue, store, status) => {
    const { handle } = aCounter();
    aws.fail('sqs', queue);
    aws.fail('dynamodb', store);
    const answer = await handle(getBoard);
    expect(answer.statusCode).toBe(status);
    expect('Retry-After' in (answer.headers ?? {})).toBe(status === 503);
    const { detail } = JSON.parse(answer.body);
    const failed = [queue, store].map((refusal, n) => (status === 500 || refusal === out) && ['SQS', 'DynamoDB'][n]);
    for (const service of failed.filter((name) => name !== false)) expect(detail).toContain(`(${service})`);
    expect(bodyOf(answer)).toMatchObject({ missing: ['lanes', 'queues'] });
  });
});
