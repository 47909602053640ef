import { ConditionalCheckFailedException, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { QueueDoesNotExist, SQSServiceException } from '@aws-sdk/client-sqs';
import { callService, entryError, isUnavailable, ServiceError } from '../../../lambda/aws/service-error.ts';
import { PermanentError } from '../../../lambda/errors.ts';

const answered = (name: string, httpStatusCode: number, $fault: 'client' | 'server' = 'client') =>
  new SQSServiceException({ name, $fault, message: 'no', $metadata: { httpStatusCode } });
const failedWith = (error: unknown): Promise<unknown> =>
  callService('sqs', 'SendMessage', Promise.reject(error)).catch((thrown: unknown) => thrown);

it.each<[string, unknown]>([
  ['a timeout', Object.assign(new Error('no answer'), { name: 'TimeoutError' })],
  ['a refused connection', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ['a host without an address', Object.assign(new Error('who?'), { code: 'ENOTFOUND' })],
  ['an error of the service', answered('InternalError', 500, 'server')],
  ['a gateway in between', answered('BadGateway', 502)],
  ['throttling', answered('RequestThrottled', 400)],
  ['throttling of a key', answered('KMS.ThrottlingException', 400)],
  ['throttling of a key, as SQS names it', answered('KmsThrottled', 400)],
  ['throttling of a key, as KMS names it', answered('KMSThrottlingException', 400)],
  ['an answer that names no client as its cause', answered('Odd', 400, 'server')],
  ['an answer that asks for a retry', Object.assign(answered('Busy', 400), { $retryable: { throttling: true } })],
  ['too many messages in flight', answered('OverLimit', 403)],
  ['429', answered('TooManyRequests', 429)],
  ['a write that raced another one', answered('ConditionalRequestConflict', 409)],
  ['the throughput of a table', new ProvisionedThroughputExceededException({ message: 'no', $metadata: {} })],
  ['an answer that cannot be parsed', new SyntaxError('Unexpected end of JSON input')],
  ['a thrown text', 'boom'],
])('counts %s as unavailable', async (_what, error) => {
  const thrown = await failedWith(error);
  expect(thrown).toBeInstanceOf(ServiceError);
  expect(thrown).toMatchObject({ code: 'unavailable', service: 'sqs', operation: 'SendMessage', cause: error });
  expect(isUnavailable(thrown, 'sqs')).toBe(true);
  expect(isUnavailable(thrown, 'dynamodb', 's3')).toBe(false);
});

it.each<[string, unknown]>([
  ['a message that SQS does not accept', answered('InvalidMessageContents', 400)],
  ['a missing permission', answered('AccessDenied', 403)],
  ['a disabled key', answered('KMS.DisabledException', 400)],
  ['a missing queue', new QueueDoesNotExist({ message: 'no', $metadata: { httpStatusCode: 400 } })],
  ['a missing bucket', new S3ServiceException({ name: 'NoSuchBucket', $fault: 'client', $metadata: {} })],
  ['a condition', new ConditionalCheckFailedException({ message: 'no', $metadata: {} })],
])('counts %s as refused', async (_what, error) => {
  const thrown = await failedWith(error);
  expect(thrown).toMatchObject({ name: 'TransientError', code: 'refused', cause: error });
  expect(isUnavailable(thrown, 'sqs')).toBe(false);
});

it('names the service, the operation and the error in its message', async () => {
  expect(await failedWith(answered('AccessDenied', 403))).toMatchObject({
    message: 'sqs should accept SendMessage, got AccessDenied',
  });
  expect(await failedWith(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toMatchObject({
    message: 'sqs should accept SendMessage, got ECONNRESET',
  });
});

it('passes a permanent error on, and an answer', async () => {
  const error = new PermanentError('claim-check-missing', 'it should be there');
  expect(await failedWith(error)).toBe(error);
  expect(await callService('sqs', 'SendMessage', Promise.resolve('an answer'))).toBe('an answer');
});

it('counts entries that failed as refused only if the sender is at fault for each of them', () => {
  const call = { service: 'sqs', operation: 'SendMessageBatch' } as const;
  const ours = { Code: 'InvalidParameterValue', SenderFault: true };
  const theirs = { Code: 'InternalError', SenderFault: false };
  expect(entryError(call, [ours, ours])).toMatchObject({ code: 'refused' });
  expect(entryError(call, [ours, theirs])).toMatchObject({ code: 'unavailable' });
  expect(entryError(call, [ours, theirs]).message).toContain('got InvalidParameterValue, InternalError');
});

it.each([
  ...[undefined, null, 'boom', new Error('boom'), Object.create(null)],
  { code: 'unavailable', service: 'sqs' },
])('sees no outage in %p', (thrown) => {
  expect(isUnavailable(thrown, 'sqs', 'dynamodb')).toBe(false);
});
