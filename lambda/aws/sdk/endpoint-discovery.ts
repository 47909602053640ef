/**
 * Takes the place of `@aws-sdk/middleware-endpoint-discovery` in the bundles. DynamoDB's client has it for Amazon Timestream's sake: no
 * command of DynamoDB looks up its endpoint. The package brings a cache with two more packages.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, default: false };

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
