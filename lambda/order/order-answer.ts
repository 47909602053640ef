import * as v from 'valibot';
import { statuses } from './lifecycle.ts';
import { identityEntries } from './message.ts';
import { acceptedOrderEntries } from './request.ts';

const { requestHash: _hash, ...identity } = identityEntries;

const failureSchema = v.object({ code: v.string(), message: v.string(), at: identityEntries.placedAt });
const version = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(1),
  v.description('Rises by 1 with each step. It is the `ETag` of the order.'),
);
const state = {
  status: v.picklist(statuses),
  version,
  updatedAt: identityEntries.placedAt,
} as const;
const entries = {
  ...identity,
  ...acceptedOrderEntries,
  failure: v.exactOptional(v.pipe(failureSchema, v.description('Why the order is STUCK.'))),
} as const;

/** An order as the API answers it. No function imports the schemas: they describe the API and check answers in tests. */
export const orderAnswerSchema = v.object({
  ...entries,
  ...state,
  lines: v.exactOptional(acceptedOrderEntries.lines),
});
export type OrderAnswer = v.InferOutput<typeof orderAnswerSchema>;

/** The answer to `POST /orders`. The status of an order that has no record yet is unknown. */
export const acceptedAnswerSchema = v.object({
  ...entries,
  status: v.exactOptional(state.status),
  version: v.exactOptional(state.version),
  updatedAt: v.exactOptional(state.updatedAt),
});
export type AcceptedAnswer = v.InferOutput<typeof acceptedAnswerSchema>;
