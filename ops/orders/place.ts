import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { samples } from '../../lambda/product/index.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { type Answer, callApi, orderOf } from './api.ts';
import { orderText } from './order-text.ts';

/** The options of `order place` that describe the order. */
type RequestOptions = {
  readonly name?: string;
  readonly email?: string;
  readonly tab?: string;
  readonly pickupAt?: string;
  /** A file with a request, or `-` for stdin. @default - the sample of the product */
  readonly file?: string;
};

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
    note(`${answer.detail}: trying again with the key ${key} (${tries + 1} of ${MAX_TRIES})`);
    await setTimeout(PAUSE_MILLISECONDS);
  }
};

/** SES delivers no mail to this address, and counts no bounce. */
const SAMPLE_EMAIL = 'success@simulator.amazonses.com';
const sample = { ...samples.request, customer: { ...samples.request.customer, email: SAMPLE_EMAIL } };

const requestSchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ customer: v.optional(v.looseObject({}), {}) }));

/** Builds a request: that of the file or the sample, with the fields of the options. The shop itself checks it. */
const buildRequest = async ({ name, email, tab, pickupAt, file }: RequestOptions): Promise<object> => {
  const request = file === undefined ? sample : await readRequest(file);
  return {
    ...request,
    customer: { ...request.customer, ...(name !== undefined && { name }), ...(email !== undefined && { email }) },
    ...(tab !== undefined && { tab }),
    ...(pickupAt !== undefined && { pickupAt }),
  };
};

const readRequest = async (file: string) => {
  const parsed = v.safeParse(requestSchema, await readText(file));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Failure('usage', `--file should hold an order as JSON, got another text: ${issue.message}`);
};

const readText = async (file: string): Promise<string> => {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Failure('usage', `--file should be a file that can be read, or - for stdin, got '${file}' (${code})`);
  }
};
