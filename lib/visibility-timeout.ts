import { Duration } from 'aws-cdk-lib';

export const NO_WINDOW = Duration.seconds(0);

export type Timing = { readonly timeout: Duration; readonly batchingWindow: Duration };

/**
 * The shortest visibility timeout that AWS recommends for a queue: Lambda retries a throttled invocation within it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const leastVisibilityTimeout = ({ timeout, batchingWindow }: Timing): Duration =>
  Duration.seconds(6 * timeout.toSeconds() + batchingWindow.toSeconds());
