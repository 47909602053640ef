import * as v from 'valibot';
import { Failure } from '../failure.ts';
import { networkErrorOf } from '../target/network-error.ts';
import type { Target } from '../target/target.ts';

/** An order as the API answers it. It has no status if the cashier could not record it yet. */
const orderSchema = v.looseObject({
  orderId: v.string(),
  number: v.string(),
  status: v.optional(v.string()),
  version: v.optional(v.number()),
  customer: v.object({ name: v.string(), email: v.string() }),
  lines: v.optional(v.array(v.unknown())),
  totalCents: v.number(),
  currency: v.string(),
  tab: v.optional(v.string()),
  pickupAt: v.optional(v.string()),
  placedAt: v.string(),
  updatedAt: v.optional(v.string()),
  failure: v.optional(v.object({ code: v.string(), message: v.string(), at: v.string() })),
});
export type Order = v.InferOutput<typeof orderSchema>;

const problemSchema = v.object({
  detail: v.string(),
  errors: v.optional(v.array(v.object({ pointer: v.string(), detail: v.string() }))),
});

export type Call = { readonly method: string; readonly path: string; readonly body?: string; readonly key?: string };

export type Answer =
  | { readonly kind: 'order'; readonly order: Order; readonly replayed: boolean }
  | { readonly kind: 'not-found'; readonly detail: string }
  /** The shop does not accept the call, such as for a wrong status or an invalid order. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** The shop, or a service that the call needs, is out. The same call can succeed later. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** The shop denies the call, fails for good, or is no shop. A retry does not help. */
  | { readonly kind: 'failed'; readonly detail: string };

const ANSWER_MILLISECONDS = 30_000;

/** Calls the shop's API about one order. */
export const callApi = async (
  { name, url }: Pick<Target, 'name' | 'url'>,
  { method, path, body, key }: Call,
): Promise<Answer> => {
  const route = `${method} ${path.replace(/[0-9a-f-]{36}/i, '{orderId}')}`;
  const headers = {
    ...(body && { 'Content-Type': 'application/json' }),
    ...(key && { 'Idempotency-Key': key }),
    ...operatorHeaders(),
  };
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    const response = await fetch(`${url}${path}`, { method, headers, signal, ...(body && { body }) });
    return decodeAnswer(response, await response.text(), `${name} should answer ${route}`);
  } catch (error) {
    return {
      kind: 'unavailable',
      detail: `${name} should answer ${route}, got ${networkErrorOf(error, ANSWER_MILLISECONDS)}`,
    };
  }
};

/** A stage can ask for the API key of a client, and for an authorization of the staff. */
const operatorHeaders = (): Record<string, string> => {
  const { ORDERBOARD_API_KEY: apiKey, ORDERBOARD_AUTHORIZATION: authorization } = process.env;
  return { ...(apiKey && { 'X-API-Key': apiKey }), ...(authorization && { Authorization: authorization }) };
};

/** The order of an answer. @throws Failure with the exit code that the answer stands for */
export const orderOf = (answer: Answer): Order => {
  if (answer.kind === 'order') return answer.order;
  const isNo = answer.kind === 'not-found' || answer.kind === 'refused';
  throw new Failure(isNo ? 'no' : 'unreachable', answer.detail);
};

const decodeAnswer = ({ status, ok, headers }: Response, text: string, expected: string): Answer => {
  const order = ok ? v.safeParse(v.pipe(v.string(), v.parseJson(), orderSchema), text) : undefined;
  if (order?.success)
    return { kind: 'order', order: order.output, replayed: headers.get('idempotent-replayed') === 'true' };
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), problemSchema), text);
  const detail = problem.success ? describeProblem(problem.output) : `${expected}, got ${status}`;
  const got = `${expected}, got ${status}${problem.success ? ` (${detail})` : ''}`;
  if (DENIED.includes(status)) return { kind: 'failed', detail: `${got}: ${SIGN_IN}` };
  if (PASSING.includes(status)) return { kind: 'unavailable', detail: got };
  if (status === 404 && problem.success) return { kind: 'not-found', detail };
  if (status >= 400 && status < 500 && problem.success) return { kind: 'refused', detail };
  return { kind: 'failed', detail: got };
};

const DENIED: readonly number[] = [401, 403];
const SIGN_IN = 'set ORDERBOARD_API_KEY or ORDERBOARD_AUTHORIZATION, see docs/ops.md';
/** Throttling, and the answers of API Gateway and the shop while something is out. */
const PASSING: readonly number[] = [429, 502, 503, 504];

const describeProblem = ({ detail, errors = [] }: v.InferOutput<typeof problemSchema>): string =>
  errors.length === 0 ? detail : errors.map((fault) => `${fault.pointer || '/'}: ${fault.detail}`).join('; ');
