import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Lambda hands a function its credentials in the environment, where they stay as they are for as long as it lives: the bundle
 * needs none of the SDK's other providers, and a call need not read them again.
 */
export const defaultProvider = () => {
  const credentials = fromEnv()();
  return () => credentials;
};
