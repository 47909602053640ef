import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../lambda/api/request.ts';
import { requestHash } from '../../lambda/order/identity.ts';
import { samples } from '../../lambda/product/index.ts';
import { type Context, START } from '../engine/context.ts';
import type { Observer } from '../invariants/observer.ts';
import type { SecondRequest } from '../invariants/tally.ts';
import type { Invocation } from '../models/invocation.ts';
import { shortId } from '../models/subject.ts';
import { emailOf, type Plan } from '../scenario/plan.ts';

type Invoke = (request: ApiRequest) => Promise<Invocation<APIGatewayProxyResult>>;

export type CustomersDeps = { readonly cashier: Invoke; readonly counter: Invoke; readonly observer: Observer };

/** Customers: they order, retry until they get an answer, and then collect, cancel or leave. */
export const createCustomers = (context: Context, deps: CustomersDeps) => {
  const { random, sleep } = context;
  const place = createPlace(context, deps);
  const { ask, retry } = createRequests(context, deps);

  return async (plan: Plan): Promise<void> => {
    const { orderId, status } = await place(plan);
    const changed = orderId === undefined ? undefined : await change(plan, orderId);
    deps.observer.observeVisit({ plan, orderId, status, changed });
  };

  /** What the customer does with an accepted order. Answers the status of the last answer. */
  async function change(plan: Plan, orderId: string): Promise<number | undefined> {
    switch (plan.afterwards) {
      case 'cancels at once':
        return retry('DELETE', '/orders/{orderId}', orderId, [404]);
      case 'cancels':
        await sleep(random.between(0, 60_000));
        return retry('DELETE', '/orders/{orderId}', orderId, [404]);
      case 'collects': {
        await sleep(random.between(2000, 20_000));
        const status = await retry('POST', '/orders/{orderId}/collect', orderId, [404, 409]);
        await ask('GET', '/orders/{orderId}', orderId);
        if (plan.number % 50 === 0) await ask('GET', '/board.json', orderId);
        return status;
      }
      case 'leaves':
        return undefined;
    }
  }
};

const MOST_TRIES = 25;
/** The status of an answer that never came, as a gateway reports it. */
const NO_ANSWER = 502;

/** Sends an order until the answer is final. Answers the last answer. */
const createPlace = (context: Context, deps: CustomersDeps) => {
  const { random, sleep, scheduler } = context;
  const post = createPost(context, deps);
  const sendSecond = async (plan: Plan, kind: SecondRequest['kind'], key: string | undefined): Promise<void> => {
    const { status } = await post(plan, key, orderOf(plan, scheduler.now(), kind === 'twin' ? 1 : 2));
    deps.observer.observeSecondRequest({ plan, kind, status });
  };
  return async (plan: Plan): Promise<PostResult> => {
    const key = plan.keyed ? random.uuid() : undefined;
    const order = orderOf(plan, scheduler.now(), 1);
    if (plan.twin) void sendSecond(plan, 'twin', key);
    if (plan.conflicts) void sendSecond(plan, 'conflict', key);
    for (let tries = 1; ; tries++) {
      const result = await post(plan, key, order);
      if (result.status < 500 || tries === MOST_TRIES) return result;
      await sleep(random.between(500, 2000 * tries));
    }
  };
};

type PostResult = { readonly status: number; readonly orderId: string | undefined };

const createPost = ({ trace, scheduler: { now } }: Context, { cashier, observer }: CustomersDeps) => {
  return async (plan: Plan, key: string | undefined, order: ReturnType<typeof orderOf>): Promise<PostResult> => {
    const start = now();
    const headers = { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) };
    const invocation = await cashier(aRequest('POST', '/orders', { headers, body: JSON.stringify(order) }));
    if (invocation.kind === 'failed') observer.observeApiFailure('cashier', '', invocation.error);
    if (invocation.kind !== 'answered') return { status: NO_ANSWER, orderId: undefined };
    const { statusCode: status, body, headers: given = {} } = invocation.answer;
    trace.count(`answered ${status}`);
    const { orderId, type = '' }: { readonly orderId?: string; readonly type?: string } = JSON.parse(body);
    const code = type.split(':').at(-1) ?? '';
    observer.observeAnswer({
      plan,
      status,
      code,
      replayed: given['Idempotent-Replayed'] === 'true',
      orderId: orderId ?? '',
      requestHash: requestHash(order),
      sentAt: start - START,
      milliseconds: now() - start,
      failedWith: invocation.environment.failedWith,
      pickupAt: order.pickupAt,
    });
    if (orderId) trace.addStep(() => `customer ${emailOf(plan)}  gets 202 for ${shortId(orderId)}`);
    return { status, orderId };
  };
};

const createRequests = ({ random, trace, sleep }: Context, { counter, observer }: CustomersDeps) => {
  const ask = async (method: string, resource: string, orderId: string): Promise<number> => {
    const invocation = await counter(aRequest(method, resource, { pathParameters: { orderId } }));
    if (invocation.kind === 'failed') observer.observeApiFailure('counter', orderId, invocation.error);
    const status = invocation.kind === 'answered' ? invocation.answer.statusCode : NO_ANSWER;
    trace.count(`answered ${status}`);
    return status;
  };

  /** Asks until the answer is none of `temporary` and no server error. Answers the last status. */
  const retry = async (
    method: string,
    resource: string,
    orderId: string,
    temporary: readonly number[],
  ): Promise<number> => {
    for (let tries = 1; ; tries++) {
      const status = await ask(method, resource, orderId);
      const isFinal = status < 500 && !temporary.includes(status);
      if (isFinal || tries === MOST_TRIES) return status;
      await sleep(random.between(2000, 4000 * tries));
    }
  };
  return { ask, retry };
};

/** This many lines do not fit into a message, so the order travels as a claim check. */
const LONG_LINES = 40;

const orderOf = (plan: Plan, now: number, copies: number) => ({
  customer: { name: `Customer ${plan.number}`, email: emailOf(plan) },
  lines: plan.long ? Array(copies * LONG_LINES).fill(samples.fullLine) : Array(copies).fill(samples.line),
  ...(plan.tab === undefined ? {} : { tab: plan.tab }),
  ...(plan.pickup === undefined ? {} : { pickupAt: new Date(now + plan.pickup * 60_000).toISOString() }),
});

const aRequest = (httpMethod: string, resource: string, varied: Partial<ApiRequest> = {}): ApiRequest => ({
  httpMethod,
  resource,
  headers: {},
  body: null,
  isBase64Encoded: false,
  pathParameters: null,
  requestContext: { path: resource },
  ...varied,
});
