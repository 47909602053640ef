import { randomUUID } from 'node:crypto';
import { LocalstackContainer } from '@testcontainers/localstack';
import { getContainerRuntimeClient, Network } from 'testcontainers';

/** The last version that needs no token. `LOCALSTACK_IMAGE` and `LOCALSTACK_AUTH_TOKEN` select a newer one. */
const IMAGE = 'localstack/localstack:4.14.0';
/** LocalStack's host name, also in queue URLs. Docker resolves it for the functions, because LocalStack's DNS may not answer. */
const HOST = 'localhost.localstack.cloud';
const DOCKER_SOCKET = '/var/run/docker.sock';
/** Enough time for LocalStack to stop the containers of the functions. */
const STOP_MILLISECONDS = 10_000;

export type LocalStack = {
  readonly image: string;
  readonly endpoint: string;
  /** The log of LocalStack so far. */
  logs(): string;
  /** Stops LocalStack and removes all its containers. */
  stop(): Promise<void>;
};

export type LocalStackOptions = {
  /** The URL at which functions reach the stand-in for SES. LocalStack lacks version 2 of SES. */
  readonly sesEndpoint: string;
};

export type Engine = Awaited<ReturnType<typeof getContainerRuntimeClient>>;

/**
 * The Docker engine of this machine.
 *
 * @throws Error with a remedy if there is none
 */
export const findEngine = async (): Promise<Engine> => {
  // The reaper would stop the containers that `--keep` keeps, and needs another image. This harness stops its own containers.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  return getContainerRuntimeClient().catch((cause: unknown) => {
    const ask = 'start one, or run "npm test", which runs the same journeys on the local shop without Docker';
    throw new Error(`a Docker engine should run on this machine, got none that answers: ${ask}`, {
      cause,
    });
  });
};

/** Function containers have LocalStack's name as a prefix. If LocalStack stops during an invocation, some of them remain. */
const removeContainers = async ({ container: { dockerode } }: Engine, name: string): Promise<void> => {
  const left = await dockerode.listContainers({ all: true, filters: { name: [`^/${name}`] } });
  for (const { Id } of left) await dockerode.getContainer(Id).remove({ force: true, v: true });
};

/** Starts LocalStack. Resolves when it is ready. */
export const startLocalStack = async (engine: Engine, { sesEndpoint }: LocalStackOptions): Promise<LocalStack> => {
  const { LOCALSTACK_IMAGE: image = IMAGE, LOCALSTACK_AUTH_TOKEN: token } = process.env;
  const name = `orderboard-${randomUUID().slice(0, 8)}`;
  const network = await new Network().start();
  const end = async (): Promise<void> => {
    await removeContainers(engine, name);
    await network.stop();
  };
  const container = new LocalstackContainer(image)
    .withName(name)
    .withNetwork(network)
    .withNetworkAliases(HOST, `sqs.us-east-1.${HOST}`)
    .withBindMounts([{ source: DOCKER_SOCKET, target: DOCKER_SOCKET }])
    .withEnvironment({
      LOCALSTACK_HOST: HOST,
      CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: '1', // docs/parity.md lists the types; later releases refuse them by default
      LAMBDA_IGNORE_ARCHITECTURE: '1', // the functions are declared for Arm, but hold only JavaScript
      LAMBDA_DOCKER_NETWORK: network.getName(), // the default is the first of its networks by name
      LAMBDA_DOCKER_FLAGS: `-e AWS_ENDPOINT_URL_SESV2=${sesEndpoint}`,
      LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '1', // the default for an idle queue is 10 s
      ...(token ? { LOCALSTACK_AUTH_TOKEN: token } : {}),
    });
  const started = await container.start().catch(async (cause: unknown) => {
    await end();
    throw new Error(`LocalStack should start from the image ${image}, got an error`, { cause });
  });
  const said: string[] = [];
  (await started.logs()).on('data', (chunk: Buffer | string) => said.push(String(chunk)));

  return {
    image,
    endpoint: started.getConnectionUri(),
    logs: () => said.join(''),
    stop: async () => {
      await started.stop({ timeout: STOP_MILLISECONDS });
      await end();
    },
  };
};
