/**
 * Writes one structured line, and never throws: a log line must not fail the work that it describes. Lambda's JSON log format
 * adds the level, the time and the request id. Fields hold no personal data and no order id: an order has its `logName` and its
 * pick-up number.
 */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void;

export const log: Log = (level, event, fields) => {
  try {
    console[level]({ event, ...fields });
  } catch {
    console[level]({ event });
  }
};

/** A cause can refer to itself. */
const MAX_CAUSES = 5;

/** The fields of an error in a log line: its name, its code and its message, and those of its causes. It never throws. */
export const describe = (error: unknown, causes = MAX_CAUSES): Record<string, unknown> => {
  try {
    if (!(error instanceof Error)) return { error: String(error) };
    const code = 'code' in error ? { code: String(error.code) } : {};
    const cause = error.cause === undefined || causes === 0 ? {} : { cause: describe(error.cause, causes - 1) };
    return { error: error.name, ...code, message: error.message, ...cause };
  } catch {
    return { error: 'an unreadable error' };
  }
};
