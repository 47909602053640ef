import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** Makes a call, and makes it again for as long as the strategy of its client allows. @throws the error of the last try */
export const retried = async <Result>(strategy: Strategies, call: () => Promise<Result>): Promise<Result> => {
  if (!('acquireInitialRetryToken' in strategy))
    throw new Error('a client should have a strategy with tokens, got none');
  let token = await strategy.acquireInitialRetryToken('');
  while (true)
    try {
      const result = await call();
      strategy.recordSuccess(token);
      return result;
    } catch (error) {
      token = await nextToken(strategy, token, error); // it comes after the pause
    }
};

type Strategies = Awaited<ReturnType<DynamoDBClient['config']['retryStrategy']>>;
type Strategy = Extract<Strategies, { acquireInitialRetryToken: unknown }>;
type Token = Parameters<Strategy['recordSuccess']>[0];

/** @throws the error itself, if the call is not retried */
const nextToken = async (strategy: Strategy, token: Token, error: unknown): Promise<Token> => {
  if (!isSdkError(error)) throw error;
  const next = await strategy
    .refreshRetryTokenForRetry(token, { error, errorType: typeOf(error) })
    .catch(() => undefined);
  if (next) return next;
  throw error;
};

type SdkError = Parameters<typeof isTransientError>[0];
const isSdkError = (thrown: unknown): thrown is SdkError => typeof thrown === 'object' && thrown !== null;

const typeOf = (error: SdkError) => {
  if (isThrottlingError(error)) return 'THROTTLING';
  if (isTransientError(error)) return 'TRANSIENT';
  return isServerError(error) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
};
