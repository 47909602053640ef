import * as v from 'valibot';
import { statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';
import { type PlacedOrder, placedOrderEntries } from './request.ts';

const recordSchema = v.object({
  ...identityEntries,
  ...placedOrderEntries,
  lines: v.exactOptional(placedOrderEntries.lines),
  status: v.picklist(statuses),
  version: v.number(),
  attempts: v.number(),
  updatedAt: v.string(),
  mailed: v.exactOptional(v.number()),
  failure: v.exactOptional(v.object({ code: v.string(), message: v.string(), at: v.string() })),
  lease: v.exactOptional(v.object({ token: v.string(), until: v.number() })),
});

/** An order as the store keeps it; without its lines where they stay in S3. */
export type OrderRecord = v.InferOutput<typeof recordSchema>;

/** Reads a stored item. @throws ValiError when the item is not what this system writes */
export const decodeRecord = (item: unknown): OrderRecord => v.parse(recordSchema, item);

const boardRowSchema = v.object({
  number: v.string(),
  customer: v.object({ name: v.string() }),
  status: v.picklist(statuses),
  placedAt: v.string(),
  updatedAt: v.string(),
});

/** What the board reads of an order. */
export type BoardRow = v.InferOutput<typeof boardRowSchema>;

export const decodeBoardRow = (item: unknown): BoardRow => v.parse(boardRowSchema, item);

/** An order as the API answers it: what the customer may see of the record. */
export const orderView = (
  { requestHash: _hash, attempts: _attempts, lease: _lease, mailed: _mailed, ...order }: OrderRecord,
  lines: PlacedOrder['lines'],
) => ({ ...order, lines });
