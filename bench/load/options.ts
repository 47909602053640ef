import { parseArgs } from 'node:util';

export type Options = {
  readonly shop: { readonly port: number } | { readonly url: string };
  /** Orders per second. */
  readonly rate: number;
  readonly durationSeconds: number;
  /** A tenth of the orders goes on this many tabs. */
  readonly tabs: number;
  /** How long the store is away in the middle of the run. */
  readonly outageSeconds: number;
  /** Each order has an idempotency key, so a 503 is retried. */
  readonly key: boolean;
  readonly json: boolean;
};

export const USAGE = `npm run load [-- OPTIONS]
  --rate R       orders per second, by default 100
  --duration D   seconds, or a time such as 90s or 5m; by default 60
  --port N       the local shop on this port, by default 3000
  --url U        the shop at this URL, such as the output CashierUrl of a stage
  --tabs N       a tenth of the orders goes on N tabs, by default 10; 0 for none
  --key          each order has an Idempotency-Key, and a 503 is retried with it
  --outage D     takes the store away for this time in the middle; local shops only
  --json         prints the figures as JSON`;

const DEFAULT_PORT = '3000';

/** @throws Error with the expected and the received value if an option is wrong */
export const readOptions = (args: readonly string[]): Options => {
  const { port, url, rate, duration, tabs, outage, key, json } = valuesOf(args);
  if (port !== undefined && url !== undefined)
    throw new Error(`one shop is expected, got --port ${port} and --url ${url}: leave one of them out`);
  const durationSeconds = readSeconds('duration', duration);
  const outageSeconds = outage === undefined ? 0 : readSeconds('outage', outage);
  if (outageSeconds >= durationSeconds)
    throw new Error(`--outage should be shorter than the ${durationSeconds} s of --duration, got '${outage}'`);
  return {
    shop: url === undefined ? { port: readPort(port ?? DEFAULT_PORT) } : { url: readUrl(url) },
    ...{ rate: readRate(rate), durationSeconds, tabs: readCount('tabs', tabs), outageSeconds, key, json },
  };
};

const valuesOf = (args: readonly string[]) => {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const options = {
    ...{ port: text, url: text, outage: text, key: flag, json: flag },
    ...{ rate: { ...text, default: '100' }, duration: { ...text, default: '60' }, tabs: { ...text, default: '10' } },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`, { cause });
  }
};

const readRate = (value: string): number => {
  const rate = Number(value);
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new Error(`--rate should be a number of orders per second above 0, got '${value}'`);
};

const readCount = (name: string, value: string): number => {
  if (/^\d+$/.test(value)) return Number(value);
  throw new Error(`--${name} should be a whole number from 0, got '${value}'`);
};

const readPort = (value: string): number => {
  const port = Number(value);
  if (/^\d+$/.test(value) && port >= 1 && port <= 65_535) return port;
  throw new Error(`--port should be a whole number from 1 to 65535, got '${value}'`);
};

const readUrl = (value: string): string => {
  if (URL.canParse(value) && /^https?:/.test(value)) return value.replace(/\/+$/, '');
  throw new Error(`--url should begin with http:// or https://, got '${value}'`);
};

const SECONDS = { s: 1, m: 60, h: 3600 };

const readSeconds = (name: string, value: string): number => {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(value) ?? [];
  const seconds = Number(number) * (unit === 'm' ? SECONDS.m : unit === 'h' ? SECONDS.h : SECONDS.s);
  if (seconds > 0) return seconds;
  throw new Error(`--${name} should be a time above 0, such as 60, 90s or 5m, got '${value}'`);
};
