/** No retry can succeed. `code` is for machines; the message holds no value that a customer sent. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A retry may succeed. Every error that is not a {@link PermanentError} is treated as transient. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The reason of a failure in one word, for logs and metrics. */
export const reasonOf = (error: unknown): string =>
  isError(error) && (error instanceof PermanentError || error instanceof TransientError) ? error.code : 'unexpected';

/** Whether a thrown value is an error. It never throws: anything can be thrown, even a value that cannot be looked at. */
export const isError = (thrown: unknown): thrown is Error => {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
};
