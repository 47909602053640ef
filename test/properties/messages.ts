import { randomUUID } from 'node:crypto';
import type { SQSMessageAttribute, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { pointerBody } from '../../lambda/order/claim-check.ts';
import { eventOf } from '../../lambda/order/event.ts';
import { claimCheckKey } from '../../lambda/order/identity.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { aMessage, type MessageVariation } from '../support/orders.ts';
import { sqsRecord } from '../support/sqs.ts';
import { BUCKET, OPENED_AT } from './functions.ts';
import { anyJson, nearly, oddText } from './json.ts';
import type { Said } from './requests.ts';

/** The message of an accepted request. */
export const messageOf = (said: Said, orderId: string): OrderMessage => {
  const { customer, lines, ...when } = said;
  const request: MessageVariation['request'] = { customer: { ...customer }, lines: [...lines], ...when };
  return aMessage({ orderId, request, placedAt: new Date(OPENED_AT).toISOString() });
};

/** A text as SQS would deliver it: it takes no empty text and not every character. */
const asDelivered = (any: string): string =>
  any.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?') || ' ';
const text = fc.string({ unit: 'binary', maxLength: 60 }).map(asDelivered);

/** The queue waits for this time even if nobody could read the rest of the message. */
const withPickup = (message: object, pickupAt: string): object => ({
  ...message,
  order: { ...Object(Reflect.get(message, 'order')), pickupAt },
});

/** Bodies that are no message: other JSON, other text, and a message with one change. */
const anyOther = (messages: fc.Arbitrary<object>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: nearly(messages) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(messages, oddText)
        .map(([message, pickupAt]) => JSON.stringify(withPickup(message, pickupAt))),
    },
    { weight: 2, arbitrary: anyJson },
    { weight: 1, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.tuple(messages, fc.nat(600)).map(([message, end]) => JSON.stringify(message).slice(0, end)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{"v":1,"type":"worker.stop"}',
        '{"v":2}',
        '{"v":1e308}',
        'null',
        '[]',
        '"',
        '\ufeff{}',
      ),
    },
  );

const key = fc.oneof(
  fc
    .tuple(fc.uuid(), fc.stringMatching(/^[0-9a-f]{64}$/))
    .map(([orderId, requestHash]) => claimCheckKey({ orderId, requestHash })),
  fc.constantFrom('', '/', '.', '..', '../orders', '?', '%', '%00', '\ud800', 'x'.repeat(1025), '𠮷'.repeat(300), ' '),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const pointer = fc.record({
  s3BucketName: fc.oneof({ weight: 5, arbitrary: fc.constant(BUCKET) }, { weight: 1, arbitrary: fc.string() }),
  s3Key: key,
});

/** A claim check, or what looks like one. Its object does not exist. */
const anyPointer = fc.oneof(
  { weight: 4, arbitrary: pointer.map(pointerBody) },
  { weight: 1, arbitrary: nearly(pointer.map((value): object => JSON.parse(pointerBody(value)))) },
);

export const anyOrderBody = (messages: fc.Arbitrary<OrderMessage>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: anyOther(messages) },
    { weight: 2, arbitrary: messages.map((message) => JSON.stringify(message)) },
    { weight: 2, arbitrary: anyPointer },
  );

const anyEvent = fc
  .record({
    status: fc.constantFrom('PREPARING', 'READY', 'CANCELLED', 'COLLECTED', 'STUCK'),
    orderId: fc.uuid(),
    version: fc.integer({ min: 1 }),
  })
  .map(({ status, ...event }) =>
    eventOf(status, { ...event, number: 'K-4172', at: new Date(OPENED_AT).toISOString() }),
  );

/** Bodies on the queue of `receipts`. */
export const anyReceiptBody: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: anyOther(anyEvent) },
  { weight: 1, arbitrary: anyEvent.map((event) => JSON.stringify(event)) },
);

const lists = () => ({ stringListValues: [], binaryListValues: [] });
const attribute: fc.Arbitrary<SQSMessageAttribute> = fc.oneof(
  text.map((stringValue) => ({ dataType: 'String', stringValue, ...lists() })),
  text.map((stringValue) => ({ dataType: 'String.custom', stringValue, ...lists() })),
  fc.integer().map((value) => ({ dataType: 'Number', stringValue: String(value), ...lists() })),
  fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((bytes) => ({ dataType: 'Binary', binaryValue: Buffer.from(bytes).toString('base64'), ...lists() })),
);
const attributeName = fc.oneof(
  fc.constantFrom(
    'failure',
    'attributes',
    'contentType',
    'ExtendedPayloadSize',
    '__proto__',
    'constructor',
    'toString',
  ),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
);
/** Up to ten attributes, as SQS takes them. */
const anyAttributes: fc.Arbitrary<SQSMessageAttributes> = fc
  .array(fc.tuple(attributeName, attribute), { maxLength: 10, size: 'max' })
  .map((entries) => Object.fromEntries(entries));

const SYSTEM = [
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SentTimestamp',
  'SenderId',
  'MessageGroupId',
];

/** A record of a queue with a body: any attributes, any receive count, and sometimes a system attribute less. */
export const anyRecord = (bodies: fc.Arbitrary<string>, queues: readonly string[]): fc.Arbitrary<SQSRecord> =>
  fc
    .record({
      body: bodies,
      queue: fc.constantFrom(...queues),
      receiveCount: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
        { weight: 1, arbitrary: fc.constantFrom(500, 501, 1001) },
      ),
      messageAttributes: fc.oneof(
        { weight: 1, arbitrary: anyAttributes },
        { weight: 2, arbitrary: fc.constant<SQSMessageAttributes>({}) },
      ),
      missing: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(SYSTEM) }),
      fair: fc.boolean(),
    })
    .map(({ body, queue, receiveCount, messageAttributes, missing, fair }) => {
      const group = queue.endsWith('.fifo') || fair ? { group: 'a-group' } : {};
      const record = sqsRecord(asDelivered(body), { messageId: randomUUID(), queue, receiveCount, ...group });
      const attributes = { ...record.attributes };
      for (const name of missing) Reflect.deleteProperty(attributes, name);
      return { ...record, attributes, messageAttributes };
    });
