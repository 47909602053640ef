import type { APIGatewayProxyResult } from 'aws-lambda';
import { type Problem, problem, unavailable } from './api/answers.ts';
import { ServiceError } from './aws/service-error.ts';
import { isError } from './errors.ts';

/** A call to AWS that failed: its service, and whether that service is out. Otherwise it refused the call. */
type FailedCall = { readonly service: string; readonly isOutage: boolean };

/** The failed call that an error tells of, if there is one. */
const failedCallOf = (error: unknown): FailedCall | undefined => {
  if (!isError(error) || !(error instanceof ServiceError)) return undefined;
  return { service: error.service, isOutage: error.code === 'unavailable' };
};

/** Whether a service refused a call, so that a retry alone cannot succeed. */
export const isRefusedForGood = (error: unknown): error is ServiceError => failedCallOf(error)?.isOutage === false;

/** The log level of a failure that an answer can do without. An outage passes; anything else needs an operator. */
export const levelOf = (error: unknown): 'warn' | 'error' => (failedCallOf(error)?.isOutage ? 'warn' : 'error');

const NAMES: ReadonlyMap<string, string> = new Map([
  ['dynamodb', 'the order store (DynamoDB)'],
  ['sqs', 'the queue (SQS)'],
  ['s3', 'the store of long orders (S3)'],
  ['sns', 'the announcements (SNS)'],
]);

/**
 * The answer to a call that these errors prevented. It is `503` only while a service is out, because a retry of the customer
 * changes no refusal and no fault of the shop.
 */
export const answerFailures = (
  errors: readonly unknown[],
  more: Pick<Problem, 'missing'> = {},
): APIGatewayProxyResult => {
  const calls = errors.map(failedCallOf).filter((call) => call !== undefined);
  const out = namesOf(calls.filter(({ isOutage }) => isOutage));
  if (out !== '') return unavailable(`${out} should answer, got no answer: try again`, more);
  const refusing = namesOf(calls);
  const detail =
    refusing === ''
      ? 'the shop should answer, got a fault of its own'
      : `${refusing} should accept the call, got a refusal`;
  return problem({
    status: 500,
    code: 'fault-of-the-shop',
    title: 'Fault of the shop',
    detail: `${detail} that only an operator can correct`,
    ...more,
  });
};

const namesOf = (calls: readonly FailedCall[]): string => {
  const names = calls.map(({ service }) => NAMES.get(service) ?? service);
  return [...new Set(names)].join(' and ');
};
