import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

/** An answer of the shop. An `error` such as ECONNREFUSED stands for none. */
export type Answer =
  | { readonly status: number; readonly retryAfterSeconds?: number; readonly body: unknown }
  | { readonly error: string };

/** What happened to one order. `retried` has the answer before each retry. */
export type Placed = {
  readonly retried: readonly string[];
  /** The status of the last answer, or the error. */
  readonly answer: string;
  /** The order as the shop accepted it. */
  readonly accepted?: { readonly orderId: string; readonly placedAt: number };
};

export type PlaceDeps = {
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

export const MOST_RETRIES = 5;
const DEFAULT_RETRY_SECONDS = 1;

const acceptedSchema = v.object({ orderId: v.string(), placedAt: v.string() });

/** Posts an order without a key, once. */
export const placeOnce =
  ({ post }: Pick<PlaceDeps, 'post'>) =>
  async (body: string): Promise<Placed> =>
    placedOf(await post(body, {}), []);

/** Posts an order with a key. Retries a 503 with the same key, after the time that the shop names. */
export const placeWithKey =
  ({ post, sleep }: PlaceDeps) =>
  async (body: string): Promise<Placed> => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const retried: string[] = [];
    for (;;) {
      const answer = await post(body, headers);
      if (!isUnavailable(answer) || retried.length === MOST_RETRIES) return placedOf(answer, retried);
      retried.push(String(answer.status));
      await sleep(1000 * (answer.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS));
    }
  };

const isUnavailable = (answer: Answer): answer is Extract<Answer, { readonly status: number }> =>
  'status' in answer && answer.status === 503;

const placedOf = (answer: Answer, retried: readonly string[]): Placed => {
  if ('error' in answer) return { retried, answer: answer.error };
  if (answer.status !== 202) return { retried, answer: String(answer.status) };
  const order = v.safeParse(acceptedSchema, answer.body);
  if (!order.success) return { retried, answer: '202 without an order' };
  const { orderId, placedAt } = order.output;
  return { retried, answer: '202', accepted: { orderId, placedAt: Date.parse(placedAt) } };
};
