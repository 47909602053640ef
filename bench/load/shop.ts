import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dispatcher, errors, Pool } from 'undici';
import * as v from 'valibot';
import type { BoardSample } from './board.ts';
import type { Look } from './follow.ts';
import type { Options } from './options.ts';
import type { Answer } from './place.ts';

/** The calls of a load on a shop. */
export type Shop = {
  readonly url: string;
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly look: (orderId: string) => Promise<Look>;
  /** @throws Error if it cannot be read */
  readonly readBoard: () => Promise<Omit<BoardSample, 'at'>>;
  /** The CPU time of each part of a local shop until now, in milliseconds. A stage has none. */
  readonly readCpu: () => Promise<Readonly<Record<string, number>> | undefined>;
  /** Takes the store of a local shop away, or puts it back. */
  readonly setOutage: (away: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
};

const FOLDER = join(import.meta.dirname, '..', '..', '.orderboard');
/** API Gateway ends a call after 29 s. */
const ANSWER_MILLISECONDS = 30_000;

const stateSchema = v.pipe(v.string(), v.parseJson(), v.object({ url: v.string() }));
const recordSchema = v.object({ status: v.string(), version: v.number(), updatedAt: v.string() });
const healthSchema = v.object({ cpuMilliseconds: v.record(v.string(), v.number()) });
const boardSchema = v.object({
  lanes: v.optional(v.object({ waiting: v.optional(v.object({ oldestSeconds: v.optional(v.number(), 0) })) })),
  queues: v.record(v.string(), v.object({ waiting: v.optional(v.number()), deadLetters: v.optional(v.number()) })),
});

/** Finds the shop, and checks that it answers. @throws Error with the remedy if it does not */
export const openShop = async (of: Options['shop']): Promise<Shop> => {
  const url = 'url' in of ? of.url : urlAt(of.port);
  const shop = connect(url);
  const menu = await shop.call({ method: 'GET', path: '/menu' });
  if ('status' in menu && menu.status === 200) return shop;
  await shop.close();
  const remedy =
    'url' in of ? 'give the output CashierUrl of a stage' : `open it with "npm start -- --port ${of.port}"`;
  throw new Error(`a shop should answer at ${url}, got ${'error' in menu ? menu.error : menu.status}: ${remedy}`);
};

const urlAt = (port: number): string => {
  const path = join(FOLDER, `${port}.json`);
  if (existsSync(path)) return v.parse(stateSchema, readFileSync(path, 'utf8')).url;
  throw new Error(
    `the shop on port ${port} should be open, got no .orderboard/${port}.json: open the shop first with "npm start -- --port ${port}"`,
  );
};

type Call = Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'body' | 'headers'>;

const connect = (url: string) => {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  // Without a limit of connections, a slow answer cannot delay the next request.
  const pool = new Pool(origin, {
    ...{ connections: null, pipelining: 1 },
    ...{ headersTimeout: ANSWER_MILLISECONDS, bodyTimeout: ANSWER_MILLISECONDS },
  });
  const call = ({ path, ...rest }: Call): Promise<Answer> => answerOf(pool, { ...rest, path: `${base}${path}` });
  return {
    url,
    call,
    post: (body: string, headers: Readonly<Record<string, string>>) =>
      call({ method: 'POST', path: '/orders', body, headers: { ...clientHeaders(), ...headers } }),
    look: async (orderId: string): Promise<Look> =>
      lookOf(await call({ method: 'GET', path: `/orders/${orderId}`, headers: clientHeaders() })),
    readBoard: async () => sampleOf(await call({ method: 'GET', path: '/board.json' })),
    readCpu: async () => {
      const health = v.safeParse(healthSchema, bodyOf(await call({ method: 'GET', path: '/_local/health' })));
      return health.success ? health.output.cpuMilliseconds : undefined;
    },
    setOutage: async (away: boolean) => assertSet(url, await call(away ? OUTAGE_BEGINS : OUTAGE_ENDS)),
    close: () => pool.destroy(),
  };
};

const OUTAGE_PATH = '/_local/outages/dynamodb';
const OUTAGE_ENDS: Call = { method: 'DELETE', path: OUTAGE_PATH };
const OUTAGE_BEGINS: Call = { method: 'PUT', path: OUTAGE_PATH, body: '{"mode":"refuse"}' };

/** A stage whose clients have API keys needs one. */
const clientHeaders = (): Record<string, string> => {
  const { ORDERBOARD_API_KEY: apiKey } = process.env;
  return { 'Content-Type': 'application/json', ...(apiKey && { 'X-API-Key': apiKey }) };
};

const answerOf = async (pool: Pool, call: Call): Promise<Answer> => {
  try {
    const { statusCode: status, headers, body } = await pool.request(call);
    const text = await body.text();
    const retryAfterSeconds = Number(headers['retry-after']);
    return { status, ...(retryAfterSeconds > 0 && { retryAfterSeconds }), body: jsonOf(text) };
  } catch (error) {
    return { error: codeOf(error) };
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const codeOf = (error: unknown): string => {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    return `no answer in ${ANSWER_MILLISECONDS / 1000} s`;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

const bodyOf = (answer: Answer): unknown => ('body' in answer ? answer.body : undefined);

const lookOf = (answer: Answer): Look => {
  if ('error' in answer) return { kind: 'failed' };
  if (answer.status === 404) return { kind: 'none' };
  const record = v.safeParse(recordSchema, answer.body);
  if (!record.success) return { kind: 'failed' };
  return { kind: 'record', ...record.output, updatedAt: Date.parse(record.output.updatedAt) };
};

const sampleOf = (answer: Answer): Omit<BoardSample, 'at'> => {
  const { lanes, queues } = v.parse(boardSchema, bodyOf(answer));
  const counts = Object.entries(queues);
  return {
    queues: Object.fromEntries(
      counts.flatMap(([name, { waiting }]) => (waiting === undefined ? [] : [[name, waiting]])),
    ),
    deadLetters: counts.reduce((sum, [, { deadLetters = 0 }]) => sum + deadLetters, 0),
    ...(lanes?.waiting && { oldestSeconds: lanes.waiting.oldestSeconds }),
  };
};

const assertSet = (url: string, answer: Answer): void => {
  if ('status' in answer && answer.status < 300) return;
  const got = 'error' in answer ? answer.error : answer.status;
  throw new Error(`--outage needs a local shop, got ${got} for ${OUTAGE_PATH} at ${url}: leave it out, or use --port`);
};
