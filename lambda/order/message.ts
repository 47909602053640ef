import * as v from 'valibot';
import { closed, parse, time } from '../parsing/schema.ts';
import { createDecode, type ReadVersion } from '../parsing/versions.ts';
import { type AcceptedOrder, acceptedOrderSchema, type StoredOrder } from './request.ts';

const sha256 = 'a SHA-256 in hex';
const uuid = 'a UUID';

/** The fields that identify an accepted order, in messages and in the store. */
export const identityEntries = {
  orderId: v.pipe(v.string(uuid), v.uuid(uuid)),
  placedAt: time,
  requestHash: v.pipe(v.string(sha256), v.regex(/^[0-9a-f]{64}$/, sha256)),
} as const;

const v1Schema = closed({
  v: v.literal(1, '1'),
  type: v.literal('order.placed', "'order.placed'"),
  ...identityEntries,
  order: acceptedOrderSchema,
});

/** The message of an accepted order. `v` is the version that this release writes. */
export type OrderMessage = {
  readonly v: number;
  readonly type: 'order.placed';
  readonly orderId: string;
  readonly placedAt: string;
  readonly requestHash: string;
  readonly order: AcceptedOrder;
};

/** The part of a message that the store keeps. */
export type Storable = Pick<OrderMessage, 'orderId' | 'placedAt' | 'requestHash'> & { readonly order: StoredOrder };

/** The reader of each version ever shipped, version 1 first. A release reads a version before a later one writes it. */
export const versions: readonly [ReadVersion<OrderMessage>, ...ReadVersion<OrderMessage>[]] = [
  (input) => parse(v1Schema, input, { values: 'hidden' }),
];

/** Decodes a message body of any of these versions into the current one. */
export const decode = createDecode(...versions);
