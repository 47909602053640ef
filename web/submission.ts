import * as v from 'valibot';
import type { Answer, Call } from './api.ts';
import { type Problem, parseProblem } from './faults.ts';
import { type AcceptedOrder, parseOrder } from './order.ts';
import type { Stored } from './storage.ts';

/** A request that was sent, and its idempotency key. It is kept until the shop has answered it. */
export const pendingSchema = v.object({ key: v.string(), body: v.string() });
export type Pending = v.InferOutput<typeof pendingSchema>;

/** `unanswered`: the shop may have the order. The same request goes out under the same key, so it cannot be ordered twice. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly order: AcceptedOrder }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unanswered' };

export type SubmitDeps = {
  readonly call: Call;
  readonly pending: Stored<Pending>;
  readonly newKey: () => string;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Called before each pause. */
  readonly onRetry: (milliseconds: number) => void;
};

const TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 2000;
/** The shop may answer another call with the same key differently later. */
const RETRYABLE = [429, 502, 503, 504];

/** Creates the function that sends an order, and retries it under one key while the shop does not answer. */
export const createSubmit =
  ({ call, pending, newKey, wait, onRetry }: SubmitDeps) =>
  async (request: object): Promise<Outcome> => {
    const body = JSON.stringify(request);
    const earlier = pending.read();
    const key = earlier?.body === body ? earlier.key : newKey();
    pending.write({ key, body });
    for (let tried = 1; ; tried++) {
      const answer = await call('orders', { method: 'POST', headers: { 'Idempotency-Key': key }, body });
      const outcome = outcomeOf(answer);
      if (outcome.kind !== 'unanswered') pending.write(undefined);
      if (outcome.kind !== 'unanswered' || tried >= TRIES) return outcome;
      const pause = Math.max(FIRST_PAUSE_MILLISECONDS * 2 ** (tried - 1), retryAfterOf(answer));
      onRetry(pause);
      await wait(pause);
    }
  };

const outcomeOf = (answer: Answer): Outcome => {
  if (answer.kind === 'unreachable' || RETRYABLE.includes(answer.status)) return { kind: 'unanswered' };
  const order = answer.status === 202 ? parseOrder(answer.body) : undefined;
  return order ? { kind: 'accepted', order } : { kind: 'refused', problem: parseProblem(answer.body) };
};

const retryAfterOf = (answer: Answer): number => (answer.kind === 'answered' ? (answer.retryAfter ?? 0) : 0);
