import { randomUUID } from 'node:crypto';

/** The methods of the console, with the levels that Lambda writes for them. At the log level INFO, it drops the others. */
const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
const DROPPED = ['trace', 'debug'] as const;

/**
 * Writes the lines of the console as Lambda does with the log format JSON and the log level INFO, and counts their bytes instead of
 * writing them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const countLogBytes = (): (() => number) => {
  let bytes = 0;
  const requestId = randomUUID();
  const count = (text: string | Uint8Array): boolean => {
    bytes += Buffer.byteLength(text);
    return true;
  };
  for (const [method, level] of Object.entries(LEVELS))
    Reflect.set(console, method, (...given: readonly unknown[]) => {
      const message = given.length === 1 ? given[0] : given.map(String).join(' ');
      count(`${JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message })}\n`);
    });
  for (const method of DROPPED) Reflect.set(console, method, () => undefined);
  process.stdout.write = count;
  process.stderr.write = count;
  return () => bytes;
};
