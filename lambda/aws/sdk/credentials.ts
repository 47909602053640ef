import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Lambda passes a function its credentials in the environment, and they do not change during its life. So the bundle needs no
 * other provider of the SDK, and the credentials are read once.
 */
export const defaultProvider = () => {
  const credentials = fromEnv()();
  return () => credentials;
};
