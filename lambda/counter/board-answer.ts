import * as v from 'valibot';
import type { AnswerOf } from '../api/problem-answer.ts';
import type { lanes } from '../order/lane.ts';
import { statuses } from '../order/lifecycle.ts';
import { time } from '../parsing/schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const orderSchema = v.object({
  number: v.pipe(v.string(), v.description('The pick-up number.')),
  firstName: v.string(),
  status: v.picklist(statuses),
  queue: v.picklist(['orders', 'tabs', 'pickups']),
  ageSeconds: v.pipe(seconds, v.description('The time since the order was placed.')),
  pickupAt: v.exactOptional(time),
});

const laneSchema = v.object({
  total: v.pipe(count, v.maxValue(1000), v.description('1,000 means 1,000 or more.')),
  oldestSeconds: v.exactOptional(v.pipe(seconds, v.description('The age of the oldest order in the lane.'))),
  orders: v.array(orderSchema),
});

const queueSchema = v.object({ waiting: v.exactOptional(count), deadLetters: v.exactOptional(count) });
const lane = v.exactOptional(laneSchema);

/** The answer to `GET /board.json`. No function imports the schema: it describes the API and checks answers in tests. */
export const boardAnswerSchema = v.object({
  lanes: v.exactOptional(
    v.object({ waiting: lane, ready: lane, stuck: lane } satisfies Record<(typeof lanes)[number], typeof lane>),
  ),
  queues: v.exactOptional(v.record(v.string(), queueSchema)),
  well: v.pipe(v.boolean(), v.description('Whether `reasons` is empty.')),
  reasons: v.pipe(
    v.array(v.picklist(['dead-letters', 'stuck', 'late', 'missing'])),
    v.description('Why the shop is not well.'),
  ),
  missing: v.exactOptional(
    v.pipe(v.array(v.string()), v.description('The parts that could not be read, such as `queues.tabs`.')),
  ),
});
export type BoardAnswer = AnswerOf<typeof boardAnswerSchema>;
