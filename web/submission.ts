import * as v from 'valibot';
import type { Answer, Call } from './api.ts';
import { type Problem, parseProblem } from './faults.ts';
import { type AcceptedOrder, parseOrder } from './order.ts';
import type { Stored } from './storage.ts';

/** A request that was sent at a time, and its idempotency key. It is kept until the shop has answered it. */
export const pendingSchema = v.object({ key: v.string(), body: v.string(), sentAt: v.number() });
export type Pending = v.InferOutput<typeof pendingSchema>;

/** `unanswered`: the shop may have the order. The same request goes out under the same key, so it cannot be ordered twice. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly order: AcceptedOrder }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unanswered' };

export type SubmissionDeps = {
  readonly call: Call;
  readonly pending: Stored<Pending>;
  readonly newKey: () => string;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
};

export type Submission = {
  /** Sends an order. Calls `onRetry` before each pause. */
  submit(request: object, onRetry: (milliseconds: number) => void): Promise<Outcome>;
  /** Sends the order again whose answer a reload of the page has lost, if it is recent. Returns nothing if there is none. */
  resume(onRetry: (milliseconds: number) => void): Promise<Outcome | undefined>;
};

const TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 2000;
/** The shop may answer another call with the same key differently later. */
const RETRYABLE = [429, 502, 503, 504];
/** A browser that restores its pages the next day must not order. */
const RESUMABLE_MILLISECONDS = 2 * 60_000;

/** Creates the functions that send an order, and retry it under one key while the shop does not answer. */
export const createSubmission = ({ call, pending, newKey, now, wait }: SubmissionDeps): Submission => {
  const send = async ({ key, body }: Pending, onRetry: (milliseconds: number) => void): Promise<Outcome> => {
    for (let tried = 1; ; tried++) {
      const answer = await call('orders', { method: 'POST', headers: { 'Idempotency-Key': key }, body });
      const outcome = outcomeOf(answer);
      if (outcome.kind !== 'unanswered' && pending.read()?.key === key) pending.write(undefined);
      if (outcome.kind !== 'unanswered' || tried >= TRIES) return outcome;
      const pause = Math.max(FIRST_PAUSE_MILLISECONDS * 2 ** (tried - 1), retryAfterOf(answer));
      onRetry(pause);
      await wait(pause);
    }
  };

  return {
    submit: (request, onRetry) => {
      const body = JSON.stringify(request);
      const earlier = pending.read();
      const sent = { key: earlier?.body === body ? earlier.key : newKey(), body, sentAt: now() };
      pending.write(sent);
      return send(sent, onRetry);
    },
    resume: async (onRetry) => {
      const earlier = pending.read();
      if (earlier === undefined) return undefined;
      return now() - earlier.sentAt < RESUMABLE_MILLISECONDS ? send(earlier, onRetry) : { kind: 'unanswered' };
    },
  };
};

const outcomeOf = (answer: Answer): Outcome => {
  if (answer.kind === 'unreachable' || RETRYABLE.includes(answer.status)) return { kind: 'unanswered' };
  const order = answer.status === 202 ? parseOrder(answer.body) : undefined;
  return order ? { kind: 'accepted', order } : { kind: 'refused', problem: parseProblem(answer.body) };
};

const retryAfterOf = (answer: Answer): number => (answer.kind === 'answered' ? (answer.retryAfter ?? 0) : 0);
