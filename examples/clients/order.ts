// Places an order, follows it until it is READY, and collects it. Reads the order from its input. Needs Node.js 24 and no package.
//
//     node examples/clients/order.ts http://127.0.0.1:3000
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

type Order = { readonly orderId: string; readonly status?: string };

const [, , SHOP = ''] = process.argv;
const ATTEMPTS = 30;

/** Calls the shop. Retries if it does not answer, or answers with Retry-After: the same key makes the same order. */
const call = async (path: string, init: RequestInit = {}): Promise<Order> => {
  for (let attempt = 1; ; attempt++) {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(SHOP + path, { ...init, signal }).catch((error: unknown) => ({ error }));
    if ('ok' in answer && answer.ok) return JSON.parse(await answer.text());
    const wait = 'ok' in answer ? answer.headers.get('Retry-After') : '1';
    if (wait === null || attempt === ATTEMPTS)
      throw new Error(`${path} should succeed, got ${'ok' in answer ? await answer.text() : answer.error}`);
    await setTimeout(Number(wait) * 1000);
  }
};

const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
let order = await call('/orders', { method: 'POST', headers, body: await text(process.stdin) });
while (order.status !== 'READY') {
  if (order.status === 'CANCELLED' || order.status === 'STUCK')
    throw new Error(`the order should become READY, got ${order.status}`);
  await setTimeout(500);
  order = await call(`/orders/${order.orderId}`);
}
console.log(JSON.stringify(await call(`/orders/${order.orderId}/collect`, { method: 'POST' })));
