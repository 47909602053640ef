import { ServiceError } from '../../lambda/aws/service-error.ts';
import { PermanentError, TransientError } from '../../lambda/errors.ts';
import { answerFailures, isRefusedForGood, levelOf } from '../../lambda/failure-answer.ts';

const failure = (code: 'unavailable' | 'refused', service: 'sqs' | 's3' | 'dynamodb' | 'sns') =>
  new ServiceError(code, { service, operation: 'Call' }, 'Error');

const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new Error('not to be looked at');
    },
    getPrototypeOf: () => {
      throw new Error('not to be looked at');
    },
  },
);

it.each(['sqs', 's3', 'dynamodb', 'sns'] as const)('answers 503 while %s is out, and 500 if it refuses', (service) => {
  expect(answerFailures([failure('unavailable', service)])).toMatchObject({
    statusCode: 503,
    headers: { 'Retry-After': '5' },
  });
  expect(isRefusedForGood(failure('unavailable', service))).toBe(false);
  expect(levelOf(failure('unavailable', service))).toBe('warn');
  const refused = answerFailures([failure('refused', service)]);
  expect(refused.statusCode).toBe(500);
  expect(refused.headers).not.toHaveProperty('Retry-After');
  expect(isRefusedForGood(failure('refused', service))).toBe(true);
  expect(levelOf(failure('refused', service))).toBe('error');
});

it.each([
  new Error('a defect'),
  new PermanentError('claim-check-missing', 'it should be there'),
  new TransientError('newer-version', 'it should be older'),
  new TransientError('unavailable', 'no call'),
  { code: 'unavailable', service: 'sqs' },
  hostile,
  Object.create(null),
  undefined,
  'boom',
])('answers 500 to anything else', (error) => {
  const answer = answerFailures([error]);
  expect(answer.statusCode).toBe(500);
  expect(answer.headers).not.toHaveProperty('Retry-After');
  expect(isRefusedForGood(error)).toBe(false);
  expect(levelOf(error)).toBe('error');
});

it('names each service once', () => {
  const { body } = answerFailures([failure('unavailable', 'sqs'), failure('unavailable', 'sqs')]);
  expect(JSON.parse(body).detail).toBe('the queue (SQS) should answer, got no answer: try again');
});
