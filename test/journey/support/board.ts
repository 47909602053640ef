import * as v from 'valibot';
import { fetch } from './fetch.ts';
import type { Target } from './target.ts';

const orderSchema = v.looseObject({ number: v.string(), firstName: v.string(), status: v.string() });
const laneSchema = v.object({
  total: v.number(),
  oldestSeconds: v.exactOptional(v.number()),
  orders: v.array(orderSchema),
});
const depthSchema = v.object({ waiting: v.exactOptional(v.number()), deadLetters: v.exactOptional(v.number()) });
const boardSchema = v.object({
  lanes: v.exactOptional(
    v.object({
      waiting: v.exactOptional(laneSchema),
      ready: v.exactOptional(laneSchema),
      stuck: v.exactOptional(laneSchema),
    }),
  ),
  queues: v.exactOptional(v.record(v.string(), depthSchema)),
  well: v.boolean(),
  reasons: v.array(v.string()),
  missing: v.exactOptional(v.array(v.string())),
});

/** The answer to `GET /board.json`. */
export type Board = v.InferOutput<typeof boardSchema>;

/** @throws ValiError if the answer has another form, as that of a failed call has */
export const readBoard = async ({ url }: Target): Promise<Board> =>
  v.parse(boardSchema, await (await fetch(`${url}/board.json`)).json());
