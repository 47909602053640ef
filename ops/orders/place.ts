import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { type Answer, callApi, orderOf } from './api.ts';
import { orderText } from './order-text.ts';
import { buildRequest, type RequestOptions } from './request.ts';

export type PlaceOptions = RequestOptions & { readonly key?: string };

const MAX_TRIES = 5;
const PAUSE_MILLISECONDS = 1000;

/** `order place`. The key makes a retry safe: the shop makes one order for it, however often it is sent. */
export const placeOrder = async (context: Context, { key = randomUUID(), ...options }: PlaceOptions): Promise<void> => {
  const body = JSON.stringify(await buildRequest(options));
  const target = await context.openTarget();
  const answer = await sendWithRetries(target, { body, key, note: context.note });
  if (answer.kind === 'unavailable')
    throw new Failure(
      'unreachable',
      `${answer.detail}: run the command again with --key ${key}, which never makes two orders`,
    );
  const order = orderOf(answer);
  const replayed = answer.kind === 'order' && answer.replayed;
  const title = replayed ? 'This key has an order already:' : 'The shop accepted the order:';
  context.print({ order, key, replayed }, `${title}\n\n${orderText(order)}\nkey ${key}`);
};

type Sending = { readonly body: string; readonly key: string; readonly note: Context['note'] };

const sendWithRetries = async (target: Target, { body, key, note }: Sending): Promise<Answer> => {
  for (let tries = 1; ; tries++) {
    const answer = await callApi(target, { method: 'POST', path: '/orders', body, key });
    if (answer.kind !== 'unavailable' || tries === MAX_TRIES) return answer;
    note(`${answer.detail}: trying again with the same key (${tries + 1} of ${MAX_TRIES})`);
    await setTimeout(PAUSE_MILLISECONDS);
  }
};
