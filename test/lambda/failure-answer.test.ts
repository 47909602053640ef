import { ServiceError } from '../../lambda/aws/service-error.ts';
import { PermanentError, TransientError } from '../../lambda/errors.ts';
import { answerFailures, isRefusedForGood, levelOf } from '../../lambda/failure-answer.ts';
import { bodyOf } from '../support/api.ts';

const failure = (code: 'unavailable' | 'refused', service: 'sqs' | 's3' | 'dynamodb' | 'sns' | 'ses') =>
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

describe('the answer to failed calls', () => {
  const names = {
    dynamodb: 'the order store (DynamoDB)',
    sqs: 'the queue (SQS)',
    s3: 'the store of long orders (S3)',
    sns: 'the announcements (SNS)',
  };
  const services = ['sqs', 's3', 'dynamodb', 'sns'] as const;

  it.each(services)('says that %s is out', (service) => {
    expect(bodyOf(answerFailures([failure('unavailable', service)]))).toEqual({
      ...{ type: 'urn:orderboard:problem:unavailable', status: 503, title: 'Service unavailable' },
      detail: `${names[service]} should answer, got no answer: try again`,
    });
  });

  it.each(services)('says that %s refuses the call, for the operator to correct', (service) => {
    expect(bodyOf(answerFailures([failure('refused', service)]))).toEqual({
      ...{ type: 'urn:orderboard:problem:fault-of-the-shop', status: 500, title: 'Fault of the shop' },
      detail: `${names[service]} should accept the call, got a refusal that only an operator can correct`,
    });
  });

  it('names a service without a display name by its id', () => {
    const { detail } = JSON.parse(answerFailures([failure('unavailable', 'ses')]).body);
    expect(detail).toBe('ses should answer, got no answer: try again');
  });

  it('says that the shop itself is at fault, after any other error', () => {
    expect(bodyOf(answerFailures([new Error('a defect')]))).toEqual({
      ...{ type: 'urn:orderboard:problem:fault-of-the-shop', status: 500, title: 'Fault of the shop' },
      detail: 'the shop should answer, got a fault of its own that only an operator can correct',
    });
  });

  it('names only the services that are out, while one is', () => {
    const { detail } = JSON.parse(answerFailures([failure('refused', 's3'), failure('unavailable', 'sqs')]).body);
    expect(detail).toBe('the queue (SQS) should answer, got no answer: try again');
  });

  it('names the parts that are missing', () => {
    const missing = ['orders', 'waiting'];
    for (const error of [failure('unavailable', 'sqs'), failure('refused', 'sqs'), new Error('a defect')])
      expect(bodyOf(answerFailures([error], { missing }))).toMatchObject({ missing });
  });
});
