import * as v from 'valibot';
import { decodeStored } from '../parsing/stored.ts';
import { statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';
import type { OrderAnswer } from './order-answer.ts';
import { type AcceptedOrder, acceptedOrderEntries } from './request.ts';

const recordSchema = v.object({
  ...identityEntries,
  ...acceptedOrderEntries,
  lines: v.exactOptional(acceptedOrderEntries.lines),
  status: v.picklist(statuses),
  version: v.number(),
  attempts: v.number(),
  updatedAt: v.string(),
  mailed: v.exactOptional(v.number()),
  failure: v.exactOptional(v.object({ code: v.string(), message: v.string(), at: v.string() })),
  lease: v.exactOptional(v.object({ token: v.string(), until: v.number() })),
});

/** An order as the store keeps it. The lines of a long order stay in S3. */
export type OrderRecord = v.InferOutput<typeof recordSchema>;

/** A barista's claim on an order. `token` is the fencing token; the lease ends at `until`, in milliseconds since 1970. */
export type Lease = NonNullable<OrderRecord['lease']>;

/** Decodes a stored item. @throws UnreadableError if this release does not read it */
export const decodeRecord = (item: unknown): OrderRecord => decodeStored(recordSchema, item, 'the record');

const changeSchema = v.pick(recordSchema, ['status', 'version', 'updatedAt']);

/** What every transition changes. */
export type RecordChange = v.InferOutput<typeof changeSchema>;

/** Decodes the changed attributes of an item. @throws UnreadableError if this release does not read them */
export const decodeChange = (attributes: unknown): RecordChange =>
  decodeStored(changeSchema, attributes, 'the change of a record');

const boardRowSchema = v.object({
  number: v.string(),
  customer: v.object({ name: v.string() }),
  status: v.picklist(statuses),
  placedAt: v.string(),
  tab: v.exactOptional(v.string()),
  pickupAt: v.exactOptional(v.string()),
});

/** The part of an order that the board needs. It shows no tab. */
export type BoardRow = v.InferOutput<typeof boardRowSchema>;

/** Decodes a stored item for the board. @throws UnreadableError if this release does not read it */
export const decodeBoardRow = (item: unknown): BoardRow => decodeStored(boardRowSchema, item, 'the record');

/** An order as the API answers it: the part of the record that the customer may see. It has no lines if they could not be read. */
export const orderView = (
  { requestHash: _hash, attempts: _attempts, lease: _lease, mailed: _mailed, ...order }: OrderRecord,
  lines: AcceptedOrder['lines'] | undefined,
): OrderAnswer => ({ ...order, ...(lines && { lines }) });
