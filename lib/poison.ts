import { asciiJson } from '../lambda/aws/ascii-json.ts';
import { pointerBody } from '../lambda/order/claim-check.ts';
import { currency, samples, totalCents } from '../lambda/product/index.ts';
import { capitalized, workers } from './workers.ts';

/** Placeholders in the bodies. The sender replaces each with a fresh value, or with the value of an output of the stacks. */
const value = {
  orderId: '<uuid-order>',
  otherOrderId: '<uuid-other-order>',
  requestHash: '<sha256-request>',
  otherRequestHash: '<sha256-other-request>',
  now: '<now>',
  bucketName: '<output-ClaimCheckBucketName>',
} as const;

/** Messages that a consumer cannot work. */
type PoisonKind = {
  readonly name: string;
  /** The reason for which a consumer quarantines it, or retries a message of a later release. */
  readonly code: string;
  readonly says: string;
  /** The queues on which it has this code. */
  readonly queues: readonly string[];
  /** Objects that the sender stores in S3 first. */
  readonly objects?: readonly { readonly bucket: string; readonly key: string; readonly body: string }[];
  readonly bodies: readonly string[];
};

const ORDER_QUEUES = ['orders', 'tabs', 'pickups'];
const EVERY_QUEUE = [...ORDER_QUEUES, 'receipts', ...workers.map(({ queue }) => queue)];

const { request } = samples;

/** A message that a barista can work, and what differs from it. */
const message = (fields: object = {}, order: object = {}): string =>
  asciiJson({
    v: 1,
    type: 'order.placed',
    orderId: value.orderId,
    placedAt: value.now,
    requestHash: value.requestHash,
    order: { number: 'X-0000', ...request, totalCents: totalCents(request.lines), currency, ...order },
    ...fields,
  });

const kind = (code: string, name: string, says: string, ...bodies: readonly string[]): PoisonKind => ({
  ...{ name, code, says, bodies },
  queues: ORDER_QUEUES,
});
const malformed = (name: string, says: string, body: string): PoisonKind => kind('malformed', name, says, body);

const claimCheckKey = `${value.orderId}/${value.requestHash}`;
const claimCheck = pointerBody({ s3BucketName: value.bucketName, s3Key: claimCheckKey });

const kinds: readonly PoisonKind[] = [
  { ...kind('not-json', 'not-json', 'text that is not JSON', 'one order, please'), queues: EVERY_QUEUE },
  kind('not-json', 'truncated', 'a message that is cut off', message().slice(0, -1)),
  { ...malformed('empty-object', 'an object without fields', '{}'), queues: EVERY_QUEUE },
  { ...malformed('null-body', 'null in place of an object', 'null'), queues: EVERY_QUEUE },
  { ...malformed('list-body', 'a list in place of an object', '[]'), queues: EVERY_QUEUE },
  { ...malformed('number-body', 'a number in place of an object', '42'), queues: EVERY_QUEUE },
  malformed('schema-violation', 'a total below zero', message({}, { totalCents: -1 })),
  malformed('unknown-field', 'a field that the schema does not have', message({ smuggled: true })),
  malformed('wrong-type', 'another type of message', message({ type: 'order.refunded' })),
  malformed('wrong-order-id', 'an order id that is no UUID', message({ orderId: 'X-0000' })),
  malformed('wrong-time', 'a time that is no time', message({ placedAt: 'yesterday' })),
  malformed('wrong-version', 'a version that was never shipped', message({ v: 0 })),
  malformed(
    'header-injection',
    'an address with a line break',
    message({}, { customer: { ...request.customer, email: 'ada@example.org\r\nBcc: all@example.org' } }),
  ),
  kind(
    'expired',
    'expired',
    'an order of long ago, without a record',
    message({ placedAt: '2020-01-01T00:00:00.000Z' }),
  ),
  kind(
    'conflict',
    'conflict',
    'two requests under one order id: one is made, the other is quarantined',
    message(),
    message({ requestHash: value.otherRequestHash }),
  ),
  kind('claim-check-missing', 'claim-check-missing', 'a claim check whose object does not exist', claimCheck),
  {
    ...kind(
      'claim-check-mismatch',
      'claim-check-of-another-order',
      'a claim check whose object holds another order',
      claimCheck,
    ),
    objects: [{ bucket: value.bucketName, key: claimCheckKey, body: message({ orderId: value.otherOrderId }) }],
  },
  kind('newer-version', 'newer-version', 'a message of a later release, which is retried', message({ v: 99 })),
];

/** The output with the URL of each queue. */
const outputs = {
  orders: 'OrdersQueueUrl',
  tabs: 'TabsQueueUrl',
  pickups: 'PickupsQueueUrl',
  receipts: 'ReceiptsQueueUrl',
  ...Object.fromEntries(workers.map(({ queue }) => [queue, `${capitalized(queue)}QueueUrl`])),
};

/** The kinds of poison messages, for tools that send them, and the outputs with the URLs of the queues. */
export const poisonWithout = (without: readonly string[]) => {
  const isPresent = (queue: string): boolean => !without.includes(queue);
  return {
    queues: Object.fromEntries(Object.entries(outputs).filter(([queue]) => isPresent(queue))),
    kinds: kinds.map((each) => ({ ...each, queues: each.queues.filter(isPresent) })),
  };
};
