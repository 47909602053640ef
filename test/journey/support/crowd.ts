import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { limits } from './limits.ts';
import { aRequest, postWithRetries } from './orders.ts';
import type { Target } from './target.ts';

const KEYS = 50;
const TIMES = 6;

const answerSchema = v.object({ orderId: v.string() });

/** Sends one order six times at once under one key; answers which orders that were. */
const sendAll = async (target: Target, key: string): Promise<string[]> => {
  const send = () => postWithRetries(target, aRequest(), key);
  const answers = await Promise.all(Array.from({ length: TIMES }, send));
  expect(answers.map(({ status }) => status)).toEqual(Array(TIMES).fill(202));
  return [...new Set(answers.map(({ body }) => v.parse(answerSchema, body).orderId))];
};

/** Fifty keys, six times each, as many of them at once as the target bears; answers which orders there are under each. */
export const crowd = async (target: Target): Promise<string[][]> => {
  const keys = Array.from({ length: KEYS }, () => randomUUID());
  const orders: string[][] = [];
  for (let at = 0; at < KEYS; at += limits.atOnce)
    orders.push(...(await Promise.all(keys.slice(at, at + limits.atOnce).map((key) => sendAll(target, key)))));
  return orders;
};
