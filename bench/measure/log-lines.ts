import { randomUUID } from 'node:crypto';

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/**
 * Writes the lines of the console as Lambda does with the log format JSON, and counts the bytes of all lines instead of writing
 * them.
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
  process.stdout.write = count;
  process.stderr.write = count;
  return () => bytes;
};
