import type { Log } from '../../../lambda/log.ts';

const REQUEST_ID = '79f2f7c1-4f5f-4a0b-8f0e-3b8f6f7a9d11';
const TRACE = 'Root=1-65a5ba50-0b1a2c3d4e5f60718293a4b5;Parent=7c2e1f0a9b8d6c5e;Sampled=0';
const TIME = '2026-11-21T09:00:00.000Z';

const LEVELS = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

const bytesOf = (line: object): number => Buffer.byteLength(JSON.stringify(line)) + 1;

/**
 * A log that counts the bytes of each line, as Lambda writes it with the log format JSON.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const countingLog =
  (onLine: (level: keyof typeof LEVELS, event: string, bytes: number) => void): Log =>
  (level, event, fields = {}) =>
    onLine(
      level,
      event,
      bytesOf({ timestamp: TIME, level: LEVELS[level], requestId: REQUEST_ID, message: { event, ...fields } }),
    );

/**
 * The bytes of the two lines that Lambda writes for each invocation, unless the system log level is WARN: examples of its telemetry
 * events, with usual values.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export const platformBytes = (tracing: boolean): number => {
  const start = { requestId: REQUEST_ID, version: '$LATEST' };
  const metrics = { durationMs: 21.345, billedDurationMs: 22, memorySizeMB: 512, maxMemoryUsedMB: 96 };
  const trace = { spanId: '7c2e1f0a9b8d6c5e', type: 'X-Amzn-Trace-Id', value: TRACE };
  const report = { requestId: REQUEST_ID, metrics, ...(tracing ? { tracing: trace } : {}), status: 'success' };
  return (
    bytesOf({ time: TIME, type: 'platform.start', record: start }) +
    bytesOf({ time: TIME, type: 'platform.report', record: report })
  );
};

/** The bytes of a line of API Gateway's access log. */
export const accessBytes = (format: string, { method, resource, status }: AccessFacts): number => {
  const values: Readonly<Record<string, string>> = {
    'context.requestId': REQUEST_ID,
    'context.httpMethod': method,
    'context.resourcePath': resource,
    'context.status': String(status),
    'context.responseLatency': '42',
    'context.error.message': '-',
  };
  const line = format.replaceAll(/\$(context(?:\.\w+)+)/g, (_match, name: string) => values[name] ?? '-');
  return Buffer.byteLength(line) + 1;
};

export type AccessFacts = { readonly method: string; readonly resource: string; readonly status: number };
