/** What can never succeed, however often it is tried. `code` is for machines; the message names no value that a customer sent. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What may succeed later: the message goes back to its queue. Any error that is not a {@link PermanentError} is taken as one. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why something failed, in a word for logs and metrics. */
export const reasonOf = (error: unknown): string =>
  error instanceof PermanentError || error instanceof TransientError ? error.code : 'unexpected';
