import { ServiceException } from '@smithy/core/client';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { isError, PermanentError, TransientError } from '../errors.ts';

export type Service = 'sqs' | 'dynamodb' | 'sns' | 's3' | 'ses';

/** One call to AWS: the service and the operation, such as `dynamodb` and `UpdateItem`. */
export type ServiceCall = { readonly service: Service; readonly operation: string };

/**
 * A call to AWS that failed. `unavailable`: the service does not answer in time, throttles, or answers with a server error.
 * `refused`: the service does not accept this call, and a retry alone cannot change that.
 */
export class ServiceError extends TransientError {
  readonly service: Service;
  readonly operation: string;

  constructor(
    code: 'unavailable' | 'refused',
    { service, operation }: ServiceCall,
    got: string,
    options?: ErrorOptions,
  ) {
    super(code, `${service} should accept ${operation}, got ${got}`, options);
    this.service = service;
    this.operation = operation;
  }
}

/** Whether an error means that one of these services is out. */
export const isUnavailable = (error: unknown, ...services: readonly Service[]): boolean =>
  isError(error) && error instanceof ServiceError && error.code === 'unavailable' && services.includes(error.service);

/** Waits for a call, and names the call in its error. A PermanentError passes. @throws ServiceError */
export const callService = <T>(service: Service, operation: string, answer: Promise<T>): Promise<T> =>
  answer.catch((cause: unknown) => {
    if (cause instanceof PermanentError) throw cause;
    throw new ServiceError(isRefusal(cause) ? 'refused' : 'unavailable', { service, operation }, nameOf(cause), {
      cause,
    });
  });

/** The name of an error: its code, such as `ECONNRESET`, if it has one. */
export const nameOf = (error: unknown): string => {
  if (!isError(error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

/** Whether a service does not accept a call. An answer that cannot be read is no refusal, and a conflict passes. */
export const isRefusal = (error: unknown): boolean => {
  if (!(error instanceof ServiceException) || error.$fault !== 'client') return false;
  const { name, message, $metadata, $retryable } = error;
  if ($metadata?.httpStatusCode === CONFLICT) return false;
  const answer = { name, message, $metadata, ...($retryable && { $retryable }) };
  const mayPass = [isThrottlingError, isTransientError, isServerError].some((holds) => holds(answer));
  return !mayPass && !THROTTLING_CODES.has(name);
};

/** S3 answers so to writes that race each other. */
const CONFLICT = 409;

/** Throttling codes of SQS and KMS that the SDK does not classify. */
const THROTTLING_CODES: ReadonlySet<string> = new Set([
  'KMS.ThrottlingException',
  'KmsThrottled',
  'KMSThrottlingException',
  'OverLimit',
]);

/** An entry of a batch call that failed. SQS and SNS say whether the sender is at fault. */
type FailedEntry = { readonly Code?: string | undefined; readonly SenderFault?: boolean | undefined };

/** The error of a batch call that was answered, but not for all of its entries. */
export const entryError = (call: ServiceCall, failed: readonly FailedEntry[]): ServiceError => {
  const code = failed.every(({ SenderFault }) => SenderFault) ? 'refused' : 'unavailable';
  return new ServiceError(code, call, failed.map(({ Code }) => Code).join(', '));
};
