import { randomUUID } from 'node:crypto';
import { LocalstackContainer } from '@testcontainers/localstack';
import { getContainerRuntimeClient, Network } from 'testcontainers';

/** The last that needs no token. A newer one comes with `LOCALSTACK_IMAGE` and `LOCALSTACK_AUTH_TOKEN`. */
const IMAGE = 'localstack/localstack:4.14.0';
/** Its name for itself, and that in the URLs of its queues: the functions resolve both by Docker, as its own DNS may not answer. */
const HOST = 'localhost.localstack.cloud';
const DOCKER_SOCKET = '/var/run/docker.sock';
/** Longer than LocalStack needs to stop the functions' containers, which are its own to stop. */
const STOP_MILLISECONDS = 10_000;

export type LocalStack = {
  readonly image: string;
  readonly endpoint: string;
  /** What LocalStack has said so far. */
  logs(): string;
  /** Stops it, and leaves none of its containers behind. */
  stop(): Promise<void>;
};

export type LocalStackOptions = {
  /** Where the functions reach the stand-in for SES, of which LocalStack has no version 2. */
  readonly sesEndpoint: string;
};

export type Engine = Awaited<ReturnType<typeof getContainerRuntimeClient>>;

/**
 * The Docker engine of this machine.
 *
 * @throws Error that says what to do, when there is none
 */
export const findEngine = async (): Promise<Engine> => {
  // Its reaper would end what `--keep` keeps, and is one more image to pull; the harness ends what it started by itself.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  return getContainerRuntimeClient().catch((cause: unknown) => {
    const ask = 'start one, or run "npm test", which has the same journeys on the local shop and needs none';
    throw new Error(`a Docker engine should run on this machine, to run LocalStack in, and none answers: ${ask}`, {
      cause,
    });
  });
};

/** LocalStack names the containers of functions after its own, and leaves some behind when it is stopped in mid-work. */
const removeContainers = async ({ container: { dockerode } }: Engine, name: string): Promise<void> => {
  const left = await dockerode.listContainers({ all: true, filters: { name: [`^/${name}`] } });
  for (const { Id } of left) await dockerode.getContainer(Id).remove({ force: true, v: true });
};

/** Starts LocalStack, and answers when it is ready. */
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
      LAMBDA_IGNORE_ARCHITECTURE: '1', // the functions are declared for Arm, and are nothing but JavaScript
      LAMBDA_DOCKER_NETWORK: network.getName(), // of its networks it takes the first by name otherwise
      LAMBDA_DOCKER_FLAGS: `-e AWS_ENDPOINT_URL_SESV2=${sesEndpoint}`,
      LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '1', // an idle queue is polled every 10 s otherwise
      ...(token ? { LOCALSTACK_AUTH_TOKEN: token } : {}),
    });
  const started = await container.start().catch(async (cause: unknown) => {
    await end();
    throw new Error(`the image ${image} should be here, or be there to be pulled, and start`, { cause });
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
