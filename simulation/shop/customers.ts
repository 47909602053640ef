import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../lambda/api/request.ts';
import { requestHash } from '../../lambda/order/identity.ts';
import { samples } from '../../lambda/product/index.ts';
import type { Context } from '../engine/context.ts';
import { short } from '../engine/trace.ts';
import type { Invariants } from '../invariants/invariants.ts';
import type { Invocation } from '../models/lambda.ts';
import { emailOf, type Plan } from '../scenario/plans.ts';

type Call = (request: ApiRequest) => Promise<Invocation<APIGatewayProxyResult>>;

export type CustomersDeps = { readonly cashier: Call; readonly counter: Call; readonly invariants: Invariants };

/** The store may be out, the queue not: then an order is answered within this time (P5). */
const ANSWER_MILLISECONDS = 2000;
const MOST_TRIES = 25;
/** So many lines do not fit into a message: the order travels as a claim check. */
const LONG_LINES = 40;

const request = (httpMethod: string, resource: string, varied: Partial<ApiRequest> = {}): ApiRequest => ({
  httpMethod,
  resource,
  headers: {},
  body: null,
  isBase64Encoded: false,
  pathParameters: null,
  requestContext: { path: resource },
  ...varied,
});

const orderOf = (plan: Plan, now: number, copies: number) => ({
  customer: { name: `Customer ${plan.number}`, email: emailOf(plan) },
  lines: Array.from({ length: copies * (plan.long ? LONG_LINES : 1) }, () =>
    plan.long ? samples.fullLine : samples.line,
  ),
  ...(plan.tab === undefined ? {} : { tab: plan.tab }),
  ...(plan.pickup === undefined ? {} : { pickupAt: new Date(now + plan.pickup * 60_000).toISOString() }),
});

/** Customers: they order, again where they were not answered, and then collect, cancel or leave. */
export const createCustomers = (
  { random, trace, sleep, scheduler: { now } }: Context,
  { cashier, counter, invariants }: CustomersDeps,
) => {
  /** P5, and P1: what is accepted is kept from the very answer on. */
  const judge = (
    plan: Plan,
    invocation: Extract<Invocation<APIGatewayProxyResult>, { kind: 'answered' }>,
    order: ReturnType<typeof orderOf>,
    began: number,
  ): string | undefined => {
    const { answer, environment } = invocation;
    const queueWorks = !environment.failedWith.has('sqs') && !environment.failedWith.has('s3');
    trace.count(`answered ${answer.statusCode}`);
    if (answer.statusCode === 202) {
      const { orderId } = JSON.parse(answer.body);
      invariants.accepted({ orderId, requestHash: requestHash(order) });
      trace.step(() => `customer ${emailOf(plan)}  has ${short(orderId)} accepted`);
      if (queueWorks && now() - began > ANSWER_MILLISECONDS)
        invariants.report(
          'P5',
          orderId,
          `an order should be answered within 2 s without the store, got ${now() - began} ms`,
        );
      return orderId;
    }
    if (answer.statusCode >= 500 && queueWorks && order.pickupAt === undefined)
      invariants.report('P5', '', `an order should be accepted while its queue works, got ${answer.statusCode}`);
    return undefined;
  };

  const post = async (plan: Plan, key: string | undefined, order: ReturnType<typeof orderOf>) => {
    const began = now();
    const headers = { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) };
    const invocation = await cashier(request('POST', '/orders', { headers, body: JSON.stringify(order) }));
    if (invocation.kind === 'failed')
      invariants.report('P5', '', `the cashier should answer, got ${String(invocation.error)}`);
    if (invocation.kind !== 'answered') return { orderId: undefined, status: 502 };
    return { orderId: judge(plan, invocation, order, began), status: invocation.answer.statusCode };
  };

  /** Sends an order until it is answered for good. */
  const place = async (plan: Plan): Promise<string | undefined> => {
    const key = plan.keyed ? random.uuid() : undefined;
    const order = orderOf(plan, now(), 1);
    if (plan.twin) void post(plan, key, order);
    if (plan.conflicts) void post(plan, key, orderOf(plan, now(), 2));
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const { orderId, status } = await post(plan, key, order);
      if (status < 500) return orderId;
      await sleep(random.between(500, 2000 * tries));
    }
    return undefined;
  };

  const ask = async (method: string, resource: string, orderId: string): Promise<number> => {
    const invocation = await counter(request(method, resource, { pathParameters: { orderId } }));
    if (invocation.kind === 'failed')
      invariants.report('P5', orderId, `the counter should answer, got ${String(invocation.error)}`);
    const status = invocation.kind === 'answered' ? invocation.answer.statusCode : 502;
    trace.count(`answered ${status}`);
    return status;
  };

  /** Asks again until that is answered with something else than "not now". */
  const insist = async (
    method: string,
    resource: string,
    orderId: string,
    again: readonly number[],
  ): Promise<number> => {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const status = await ask(method, resource, orderId);
      if (status < 500 && !again.includes(status)) return status;
      await sleep(random.between(2000, 4000 * tries));
    }
    return 0;
  };

  return async (plan: Plan): Promise<void> => {
    const orderId = await place(plan);
    if (orderId === undefined) return;
    switch (plan.afterwards) {
      case 'cancels at once':
        await insist('DELETE', '/orders/{orderId}', orderId, [404]);
        return;
      case 'cancels':
        await sleep(random.between(0, 60_000));
        await insist('DELETE', '/orders/{orderId}', orderId, [404]);
        return;
      case 'collects':
        await sleep(random.between(2000, 20_000));
        await insist('POST', '/orders/{orderId}/collect', orderId, [404, 409]);
        await ask('GET', '/orders/{orderId}', orderId);
        if (plan.number % 50 === 0) await ask('GET', '/board.json', orderId);
        return;
      case 'leaves':
        return;
    }
  };
};
