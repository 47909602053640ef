import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Lambda hands a function its credentials in the environment: the bundle needs none of the SDK's other providers. */
export const defaultProvider = fromEnv;
