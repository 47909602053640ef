import * as v from 'valibot';

export const queueNames = ['orders', 'tabs', 'pickups', 'receipts'] as const;
export type QueueName = (typeof queueNames)[number];

const orderSchema = v.object({
  number: v.string(),
  firstName: v.string(),
  status: v.string(),
  queue: v.string(),
  ageSeconds: v.number(),
  pickupAt: v.optional(v.string()),
});
export type BoardOrder = v.InferOutput<typeof orderSchema>;

const laneSchema = v.object({
  total: v.number(),
  oldestSeconds: v.optional(v.number()),
  orders: v.array(orderSchema),
});
const queueSchema = v.object({ waiting: v.optional(v.number()), deadLetters: v.optional(v.number()) });
export type Queue = v.InferOutput<typeof queueSchema>;

const boardSchema = v.object({
  lanes: v.optional(
    v.object({ waiting: v.optional(laneSchema), ready: v.optional(laneSchema), stuck: v.optional(laneSchema) }),
    {},
  ),
  queues: v.optional(v.record(v.string(), queueSchema), {}),
  well: v.optional(v.boolean(), false),
  reasons: v.optional(v.array(v.string()), []),
  missing: v.optional(v.array(v.string()), []),
});
type Answer = v.InferOutput<typeof boardSchema>;

/** A lane, and when it was read, in milliseconds since 1970. */
export type Lane = v.InferOutput<typeof laneSchema> & { readonly readAt: number };
export type LaneName = 'waiting' | 'ready' | 'stuck';

/** The last board. A lane that could not be read keeps its last value, and `missing` names it. */
export type Board = Omit<Answer, 'lanes'> & {
  readonly lanes: Readonly<Partial<Record<LaneName, Lane>>>;
  readonly readAt: number;
};

/** Reads an answer of `GET /board.json`. @throws ValiError if it is no board */
export const parseBoard = (body: unknown, readAt: number, earlier?: Board): Board => {
  const { lanes, queues, ...rest } = v.parse(boardSchema, body);
  const laneOf = (name: LaneName): Lane | undefined => {
    const lane = lanes[name];
    return lane ? { ...lane, readAt } : earlier?.lanes[name];
  };
  const read = { waiting: laneOf('waiting'), ready: laneOf('ready'), stuck: laneOf('stuck') };
  return {
    ...rest,
    queues,
    readAt,
    lanes: Object.fromEntries(Object.entries(read).flatMap(([name, lane]) => (lane ? [[name, lane]] : []))),
  };
};

/** Whether a part such as `lanes.stuck` could not be read. */
export const isMissing = ({ missing }: Board, part: string): boolean =>
  missing.some((name) => part === name || part.startsWith(`${name}.`));
