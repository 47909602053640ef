import { isError, reasonOf } from './errors.ts';
import { framesOf } from './stack.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** `debug`: written only where the function's log level is DEBUG. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * Writes one structured line, and never throws: a log line must not fail the work that it describes. Lambda's JSON log format
 * adds the level, the time and the request id. Fields hold no personal data and no order id: an order has its `logName` and its
 * pick-up number.
 */
export type Log = (level: Level, event: string, fields?: Fields) => void;

export const log: Log = (level, event, fields = {}) => {
  try {
    console[level]({ event, ...fields });
  } catch {
    console[level]({ event, ...readable(fields) });
  }
};

const UNREADABLE = 'a value that cannot be read';

/** The fields. A value that cannot be written as JSON is replaced. */
const readable = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.keys(fields).map((name) => {
      try {
        JSON.stringify(fields[name]);
        return [name, fields[name]];
      } catch {
        return [name, UNREADABLE];
      }
    }),
  );

const ORDER_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Text of an error without order ids. S3 names the key of an object in its errors, and the key has the order id. */
export const withoutOrderIds = (text: string): string => text.replaceAll(ORDER_ID, '…');

/** A cause can refer to itself. */
const MAX_CAUSES = 5;

/**
 * The fields of an error in a log line: its name, code and message, the call to AWS that failed, and the same of its causes. An
 * unexpected error has its stack too. It never throws: a part that cannot be read is replaced.
 */
export const describe = (error: unknown): Record<string, unknown> =>
  describeChain(error, { causes: MAX_CAUSES, stacks: reasonOf(error) === 'unexpected' });

type Chain = { readonly causes: number; readonly stacks: boolean };

const describeChain = (error: unknown, { causes, stacks }: Chain): Record<string, unknown> => {
  if (!isError(error)) return { error: textOf(() => error) };
  const read = (name: string): string | undefined => textOf(() => Reflect.get(error, name));
  const fields = {
    ...{ error: read('name'), code: read('code'), message: read('message') },
    ...{ service: read('service'), operation: read('operation') },
    ...(stacks && { stack: framesOf(read('stack') ?? '') }),
  };
  if (causes === 0 || read('cause') === undefined) return fields;
  return { ...fields, cause: describeChain(causeOf(error), { causes: causes - 1, stacks }) };
};

const textOf = (read: () => unknown): string | undefined => {
  try {
    const value = read();
    return value === undefined ? undefined : withoutOrderIds(String(value));
  } catch {
    return UNREADABLE;
  }
};

const causeOf = (error: Error): unknown => {
  try {
    return error.cause;
  } catch {
    return UNREADABLE;
  }
};
