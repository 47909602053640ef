/**
 * How long a call to AWS may take. The SDK's own defaults wait for minutes, which a function does not have.
 *
 * @param attempts tries in all, at the least 1
 * @param milliseconds for one try, from its request to its answer
 */
export const clientOptions = ({
  attempts,
  milliseconds,
}: {
  readonly attempts: number;
  readonly milliseconds: number;
}) => ({
  maxAttempts: attempts,
  requestHandler: { connectionTimeout: milliseconds, requestTimeout: milliseconds, throwOnRequestTimeout: true },
});
