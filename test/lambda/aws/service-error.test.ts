import { ServiceException } from '@smithy/core/client';
import { callService, entryError, isRefusal, isUnavailable, ServiceError } from '../../../lambda/aws/service-error.ts';
import { PermanentError } from '../../../lambda/errors.ts';

const CALL = { service: 'sqs', operation: 'SendMessage' } as const;

/** An error that a service answers. */
const anAnswer = (name: string, $fault: 'client' | 'server' = 'client', httpStatusCode = 400) =>
  new ServiceException({ name, $fault, message: 'no', $metadata: { httpStatusCode } });

describe('a call to a service', () => {
  it('passes its answer on', async () => {
    await expect(callService('sqs', 'SendMessage', Promise.resolve('taken'))).resolves.toBe('taken');
  });

  it.each([
    ['it is refused', anAnswer('AccessDenied'), 'refused', 'AccessDenied'],
    ['the service has a fault', anAnswer('InternalError', 'server', 500), 'unavailable', 'InternalError'],
    ['an error reaches it', new TypeError('no such host'), 'unavailable', 'TypeError'],
    ['something else is thrown', 'boom', 'unavailable', 'string'],
  ])('is named in its error if %s', async (_why, cause, code, got) => {
    const error = await callService('sqs', 'SendMessage', Promise.reject(cause)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ ...CALL, code, cause, message: `sqs should accept SendMessage, got ${got}` });
  });

  it('passes a permanent error on', async () => {
    const error = new PermanentError('claim-check-missing', 'it should be there');
    await expect(callService('s3', 'GetObject', Promise.reject(error))).rejects.toBe(error);
  });
});

describe('a refusal', () => {
  it.each(['InvalidMessageContents', 'AccessDeniedException', 'QueueDoesNotExist'])('is %s', (name) => {
    expect(isRefusal(anAnswer(name))).toBe(true);
  });

  it.each([
    ['throttling', anAnswer('ThrottlingException')],
    ['a status of throttling', anAnswer('Slow', 'client', 429)],
    ['a transient error', anAnswer('RequestTimeout')],
    ['a status of a server', anAnswer('Odd', 'client', 503)],
    ['a fault of the service', anAnswer('InternalError', 'server', 500)],
    ['throttling by SQS', anAnswer('OverLimit')],
    ['throttling by KMS', anAnswer('KmsThrottled')],
    ['throttling by KMS, in capitals', anAnswer('KMSThrottlingException')],
    ['throttling by KMS, with a prefix', anAnswer('KMS.ThrottlingException')],
    ['retryable', Object.assign(anAnswer('Busy'), { $retryable: { throttling: true } })],
    ['an error of the network', new Error('socket hang up')],
    ['no error', undefined],
  ])('is not %s', (_what, error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

it('counts a service as unavailable only for its own errors of that kind', () => {
  const unavailable = new ServiceError('unavailable', CALL, 'InternalError');
  expect(isUnavailable(unavailable, 'dynamodb', 'sqs')).toBe(true);
  expect(isUnavailable(unavailable, 'dynamodb')).toBe(false);
  expect(isUnavailable(unavailable)).toBe(false);
  expect(isUnavailable(new ServiceError('refused', CALL, 'AccessDenied'), 'sqs')).toBe(false);
  expect(isUnavailable({ code: 'unavailable', service: 'sqs' }, 'sqs')).toBe(false);
});

it('is a refusal of a batch call only if the sender is at fault for every failed entry', () => {
  const refused = { Code: 'InvalidParameterValue', SenderFault: true };
  const failed = { Code: 'InternalError', SenderFault: false };
  expect(entryError(CALL, [refused, refused])).toMatchObject({ code: 'refused' });
  expect(entryError(CALL, [refused, failed])).toMatchObject({
    ...CALL,
    code: 'unavailable',
    message: 'sqs should accept SendMessage, got InvalidParameterValue, InternalError',
  });
});
