import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { limits } from './limits.ts';
import { aRequest, postWithRetries } from './orders.ts';
import type { Target } from './target.ts';

const KEYS = 50;
const TIMES = 6;

const answerSchema = v.object({ orderId: v.string() });

/** Sends one order six times at once with one key. Returns the order ids in the answers, each id once. */
const sendAll = async (target: Target, key: string): Promise<string[]> => {
  const send = () => postWithRetries(target, aRequest(), key);
  const answers = await Promise.all(Array.from({ length: TIMES }, send));
  expect(answers.map(({ status }) => status)).toEqual(Array(TIMES).fill(202));
  return [...new Set(answers.map(({ body }) => v.parse(answerSchema, body).orderId))];
};

/** Sends fifty keys six times each, several keys at once as far as the target allows. Returns the order ids of each key. */
export const crowd = async (target: Target): Promise<string[][]> => {
  const keys = Array.from({ length: KEYS }, () => randomUUID());
  const orders: string[][] = [];
  for (let at = 0; at < KEYS; at += limits.atOnce)
    orders.push(...(await Promise.all(keys.slice(at, at + limits.atOnce).map((key) => sendAll(target, key)))));
  return orders;
};
