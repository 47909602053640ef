import { LambdaClient, paginateListEventSourceMappings, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { launchShop } from '../../../test/journey/support/launch-shop.ts';
import { arnOf } from '../../../test/journey/support/orders.ts';
import { readTarget, type Target, targetKind } from '../../../test/journey/support/target.ts';
import { until } from '../../../test/journey/support/until.ts';
import { variablesOf } from '../../target.ts';

/** A shop whose orders only the workers of the caller make, and the environment variables of such a worker. */
export type WorkersShop = {
  readonly target: Target;
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Opens a local shop without a barista, or takes the deployed one of this run and disables its mappings. */
export const openWorkersShop = (): Promise<WorkersShop> => (targetKind === 'local' ? openLocal() : openStage());

const openLocal = async (): Promise<WorkersShop> => {
  const { target, stop } = await launchShop(0, ['-c', 'compute=containers']);
  const { port } = new URL(target.url);
  return {
    target,
    variables: await variablesOf({ kind: 'local', port }),
    close: async () => {
      await stop();
    },
  };
};

const openStage = async (): Promise<WorkersShop> => {
  const target = readTarget(targetKind);
  const endpoint = target.endpoints?.sqs; // LocalStack has one endpoint for all services
  const elsewhere = endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint, ...LOCALSTACK };
  Object.assign(process.env, elsewhere);
  await setMappings(target, false);
  return {
    target,
    variables: { ...elsewhere, ...(await variablesOf({ kind: 'stage', stage: 'dev' })) },
    close: async () => {
      await setMappings(target, true);
      target.close();
    },
  };
};

const LOCALSTACK = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

const setMappings = async (target: Target, enabled: boolean): Promise<void> => {
  const { OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl } = target.outputs;
  const queues = await Promise.all([OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl].map((url) => arnOf(target, url)));
  const client = new LambdaClient({});
  const read = async () => {
    const found = [];
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, {}))
      found.push(...EventSourceMappings.filter(({ EventSourceArn = '' }) => queues.includes(EventSourceArn)));
    return found;
  };
  for (const { UUID } of await read())
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
  const wanted = enabled ? 'Enabled' : 'Disabled';
  await until(read, (found) => found.every(({ State }) => State === wanted), { seconds: 60 });
  client.destroy();
};
