/**
 * Writes one structured line. Lambda's JSON log format adds the level, the time and the request id.
 * Fields hold no personal data and no order id in clear: an order goes by its `logName` and its pick-up number.
 */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void;

export const log: Log = (level, event, fields) => console[level]({ event, ...fields });

/** What a log line says of an error: its name, its code and its message, with those of its cause. */
export const describe = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { error: error.name, ...code, message: error.message, ...cause };
};
