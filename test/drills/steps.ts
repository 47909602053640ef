import * as v from 'valibot';
import { logName } from '../../lambda/order/identity.ts';
import type { Status } from '../../lambda/order/lifecycle.ts';

/** A step of an order. `order` is the order's name in logs, and `at` an ISO 8601 time. */
export type Step = {
  readonly order: string;
  readonly number: string;
  readonly status: Status;
  readonly version: number;
  readonly at: string;
};

/** Whether a step ends the work on its order: its message is acknowledged then. */
export const isDone = ({ status }: Step): boolean => ['READY', 'COLLECTED', 'CANCELLED'].includes(status);

const statuses: ReadonlyMap<string, Status> = new Map([
  ['order.placed', 'PLACED'],
  ['order.preparing', 'PREPARING'],
  ['order.ready', 'READY'],
  ['order.collected', 'COLLECTED'],
  ['order.cancelled', 'CANCELLED'],
  ['order.stuck', 'STUCK'],
]);

const eventSchema = v.object({
  ...{ type: v.string(), orderId: v.string(), number: v.string(), version: v.number(), at: v.string() },
});
/** A log line as Lambda writes it. The line of an accepted order has no version. */
const lineSchema = v.object({
  timestamp: v.string(),
  message: v.object({ event: v.string(), order: v.string(), number: v.string(), version: v.optional(v.number(), 1) }),
});
const textSchema = v.pipe(v.string(), v.parseJson(), v.union([eventSchema, lineSchema]));

/**
 * The last step of each order, by the order's name in logs.
 *
 * @param texts events of the topic `order-events` and log lines of the functions; others are ignored
 */
export const lastSteps = (texts: readonly string[]): ReadonlyMap<string, Step> => {
  const last = new Map<string, Step>();
  for (const step of texts.flatMap(stepIn))
    if (step.version > (last.get(step.order)?.version ?? 0)) last.set(step.order, step);
  return last;
};

const stepIn = (text: string): Step[] => {
  const { success, output } = v.safeParse(textSchema, text);
  if (!success) return [];
  const { name, ...step } =
    'message' in output
      ? { ...output.message, name: output.message.event, at: output.timestamp }
      : { ...output, name: output.type, order: logName(output.orderId) };
  const status = statuses.get(name);
  return status ? [{ order: step.order, number: step.number, status, version: step.version, at: step.at }] : [];
};
