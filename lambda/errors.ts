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
  error instanceof PermanentError || error instanceof TransientError ? error.code : 'unexpected';
