/**
 * Takes the place of `@smithy/core/config` in the bundles. Lambda configures the SDK by environment variables only, so nothing reads
 * profile files or asks for the metadata of a computer. The SDK asks for some settings again at every call, which is cheap here.
 */

type Selector<T> = (env: NodeJS.ProcessEnv) => T | undefined;
type Setting<T> = { readonly environmentVariableSelector: Selector<T>; readonly default?: T | (() => Promise<T>) };

/** A setting from the environment, or its default. */
export const loadConfig = <T>(setting: Setting<T>): (() => Promise<T | undefined>) => {
  let value: T | undefined;
  return async () => {
    value ??= setting.environmentVariableSelector(process.env) ?? (await defaultOf(setting));
    return value;
  };
};

const defaultOf = async <T>({ default: value }: Setting<T>): Promise<T | undefined> =>
  isFunction(value) ? value() : value;

const isFunction = <T>(value: T | (() => Promise<T>)): value is () => Promise<T> => typeof value === 'function';

export const SelectorType = { ENV: 'env', CONFIG: 'shared config entry' } as const;

/** @throws Error if the variable has another value than `true` and `false` */
export const booleanSelector = (env: NodeJS.ProcessEnv, name: string): boolean | undefined => {
  const value = env[name];
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new Error(`${name} should be true or false, got '${value}'`);
};

export const REGION_ENV_NAME = 'AWS_REGION';
export const REGION_INI_NAME = 'region';
export const CONFIG_PREFIX_SEPARATOR = '.';

export const NODE_REGION_CONFIG_FILE_OPTIONS = {};
export const NODE_REGION_CONFIG_OPTIONS: Setting<string> = {
  environmentVariableSelector: (env) => env[REGION_ENV_NAME],
  default: async () => {
    throw new Error(`${REGION_ENV_NAME} should be set, got no value`);
  },
};

const booleanOptions = (name: string): Setting<boolean> => ({
  environmentVariableSelector: (env) => booleanSelector(env, name),
  default: false,
});
export const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = booleanOptions('AWS_USE_DUALSTACK_ENDPOINT');
export const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = booleanOptions('AWS_USE_FIPS_ENDPOINT');

/** The mode decides over timeouts and retries, which our clients set themselves. */
export const resolveDefaultsModeConfig = () => async () => 'legacy';

type Provided<T> = T | (() => Promise<T>);
type RegionConfig = { readonly region?: Provided<string>; readonly useFipsEndpoint?: Provided<boolean> };

/** Makes providers of the values. */
export const resolveRegionConfig = <Config extends RegionConfig>(config: Config) => {
  const { region, useFipsEndpoint = false } = config;
  if (region === undefined) throw new Error('region should be set, got no value');
  return Object.assign(config, { region: providerOf(region), useFipsEndpoint: providerOf(useFipsEndpoint) });
};

const providerOf = <T>(value: Provided<T>): (() => Promise<T>) => (isFunction(value) ? value : async () => value);

/** The errors of providers of credentials. The SDK tells by the name that another provider may be tried. */
export class ProviderError extends Error {
  override readonly name: string = 'ProviderError';
}
export class CredentialsProviderError extends ProviderError {
  override readonly name = 'CredentialsProviderError';
}
