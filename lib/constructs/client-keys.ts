import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

/** The clients that have an API key, and the limit of each. */
export type Clients = {
  /** Names such as `kiosk`. Each client gets its own key. */
  readonly names: readonly string[];
  /** Requests per second of one client. */
  readonly rateLimit: number;
  /** Concurrent requests of one client. */
  readonly burstLimit: number;
};

export interface ClientKeysProps {
  readonly api: RestApi;
  /** The first part of the names of the keys. */
  readonly prefix: string;
  readonly clients: Clients;
}

/** A usage plan of the stage, and the API key of each client. API Gateway makes up the keys. */
export class ClientKeys extends Construct {
  constructor(scope: Construct, id: string, { api, prefix, clients }: ClientKeysProps) {
    super(scope, id);
    const { rateLimit, burstLimit } = clients;
    const plan = api.addUsagePlan('Clients', {
      name: `${prefix}-clients`,
      throttle: { rateLimit, burstLimit },
      apiStages: [{ stage: api.deploymentStage }],
    });
    for (const name of clients.names)
      plan.addApiKey(api.addApiKey(`Client-${name}`, { apiKeyName: `${prefix}-${name}` }));
  }
}
