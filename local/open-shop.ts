import type { RequestListener } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { type Engines, startEngines } from './engines/engines.ts';
import { createMailEvents } from './engines/mail-events.ts';
import { createObjectEvents } from './engines/object-events.ts';
import { createPoison, poisonSchema } from './engines/poison.ts';
import { type Clients, provision } from './engines/provision.ts';
import type { LocalFunction, LogLine } from './functions/function.ts';
import type { Pauses } from './functions/pauses.ts';
import { startFunctions, startMappings } from './functions/start.ts';
import { createWork } from './functions/work.ts';
import { CONTROL_PATH, type ControlApiOptions, createControlApi } from './http/control-api.ts';
import { createMappingsApi, MAPPINGS_PATH } from './http/event-source-mappings.ts';
import { createInvokeApi, INVOKE_PATH } from './http/invoke-api.ts';
import { createPanelFiles, PANEL_PATHS } from './http/panel-files.ts';
import { createRestApi } from './http/rest-api.ts';
import { foreignCaller, refuseForeignCaller } from './http/same-origin.ts';
import { readAssembly } from './template/assembly.ts';
import { createResolve } from './template/intrinsics.ts';
import { readOutputs } from './template/outputs.ts';
import { readResources, type TemplateResources } from './template/resources.ts';
import { createReturnValues, region } from './template/return-values.ts';
import { type Build, buildSchema } from './watch/build.ts';

export type ShopOptions = {
  /** The folder of the cloud assembly. The engines start while it is synthesized. */
  readonly assembly: string | Promise<string>;
  readonly url: string;
  readonly signal: AbortSignal;
  /** The pauses of a debugger: timeouts wait meanwhile. @default - no debugger */
  readonly pauses?: Pauses | undefined;
  readonly onSynthesis: (resources: TemplateResources) => void;
  readonly onLog: (line: LogLine) => void;
};

export type Shop = {
  readonly handle: RequestListener;
  readonly endpoints: Readonly<Record<string, string>>;
  /** The outputs of the stacks. Their names are the same on every target. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly routes: TemplateResources['routes'];
  /** The JSON body of a good request, from the metadata of the cloud assembly. */
  readonly sampleRequest: unknown;
  readonly functions: readonly LocalFunction[];
  /** How the assets of the functions are built, as far as the metadata tells it. */
  readonly builds: readonly Build[];
};

/**
 * The types of the metadata that a CDK app can attach: an example of a request, values of variables for a quick demo, the channel on
 * which its functions tell of their work, its poison messages, and how the asset of each function is built.
 */
const SAMPLE_REQUEST = 'orderboard:sample-request';
const DEMO_ENVIRONMENT = 'orderboard:demo-environment';
const PREPARE_CHANNEL = 'orderboard:prepare-channel';
const POISON = 'orderboard:poison';
const BUILD = 'orderboard:build';
const channelSchema = v.optional(v.string());
const environmentSchema = v.optional(v.record(v.string(), v.string()), {});

/** The engines accept any credentials. The SDK refuses to run without. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Starts what the templates of a cloud assembly describe: resources, functions, mappings and routes. */
export const openShop = async (options: ShopOptions): Promise<Shop> => {
  const { url, signal, pauses, onLog } = options;
  const [engines, assembly] = await Promise.all([startEngines(), options.assembly]);
  const stacks = await readAssembly(assembly);
  const allMetadataOf = (wanted: string): unknown[] =>
    stacks.flatMap(({ metadata }) => metadata.filter(({ type }) => type === wanted).map(({ data }) => data));
  const metadataOf = (wanted: string): unknown => allMetadataOf(wanted)[0];
  const returnValuesOf = createReturnValues(engines.endpoints);
  const resolve = createResolve(stacks, returnValuesOf);
  const resources = readResources(stacks, resolve, returnValuesOf);
  options.onSynthesis(resources);

  const runtimeVariables = createRuntimeVariables(engines);
  const overrides = v.parse(environmentSchema, metadataOf(DEMO_ENVIRONMENT));
  const channel = v.parse(channelSchema, metadataOf(PREPARE_CHANNEL));
  const work = channel === undefined ? undefined : createWork(channel, onLog);
  const functions = startFunctions({ ...resources, runtimeVariables, overrides, work, pauses, onLog });
  const clients = createClients(engines);
  await provision(resources, clients);
  publishMailEvents(
    engines,
    createMailEvents({ sns: clients.sns, destinations: resources.mailEventDestinations }),
    onLog,
  );
  publishObjectEvents(engines, createObjectEvents({ sns: clients.sns, buckets: resources.buckets }), onLog);
  const keepHidden = pauses !== undefined;
  const mappings = startMappings({ ...resources, functions, sqs: engines.endpoints.sqs, signal, keepHidden, onLog });
  const outputs = readOutputs(stacks, resolve, url);
  const poison = createPoison({
    ...{ outputs, clients },
    poison: v.parse(poisonSchema, metadataOf(POISON) ?? { queues: {}, kinds: [] }),
  });
  const { grants } = resources;
  return {
    handle: createListener(resources, { engines, functions, mappings, grants, work, poison, onLog }),
    endpoints: { ...engines.endpoints, lambda: url },
    outputs,
    routes: resources.routes,
    sampleRequest: metadataOf(SAMPLE_REQUEST),
    functions,
    builds: v.parse(v.array(buildSchema), allMetadataOf(BUILD)),
  };
};

const publishMailEvents = (
  engines: Engines,
  publish: ReturnType<typeof createMailEvents>,
  onLog: ShopOptions['onLog'],
) =>
  engines.onMail((accepted) => {
    publish(accepted).catch((error: unknown) => onLog({ function: 'ses', level: 'warn', message: String(error) }));
  });

const publishObjectEvents = (
  engines: Engines,
  publish: ReturnType<typeof createObjectEvents>,
  onLog: ShopOptions['onLog'],
) =>
  engines.onObject((object) => {
    publish(object).catch((error: unknown) => onLog({ function: 's3', level: 'warn', message: String(error) }));
  });

const createClients = ({ endpoints }: Engines): Clients => ({
  sqs: new SQSClient({ region, credentials, endpoint: endpoints.sqs }),
  sns: new SNSClient({ region, credentials, endpoint: endpoints.sns }),
  s3: new S3Client({ region, credentials, endpoint: endpoints.s3, forcePathStyle: true }),
  dynamodb: new DynamoDBClient({ region, credentials, endpoint: endpoints.dynamodb }),
});

/** The variables that Lambda sets for every function: the region, the secret key and the endpoints. */
const createRuntimeVariables = ({ endpoints }: Engines): Record<string, string> => ({
  AWS_REGION: region,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_SNS: endpoints.sns,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_SESV2: endpoints.ses,
});

const createListener = (resources: TemplateResources, running: ControlApiOptions): RequestListener => {
  const controlApi = createControlApi(running);
  const invokeApi = createInvokeApi(running.functions);
  const mappingsApi = createMappingsApi(running.mappings, running.functions);
  const restApi = createRestApi({ ...resources, functions: running.functions });
  const panelFiles = createPanelFiles();
  const toolApiOf = (path: string) => {
    if (PANEL_PATHS.some((file) => file === path)) return panelFiles;
    if (path.startsWith(CONTROL_PATH)) return controlApi;
    if (path.startsWith(MAPPINGS_PATH)) return mappingsApi;
    return path.startsWith(INVOKE_PATH) ? invokeApi : undefined;
  };
  return (request, response) => {
    const toolApi = toolApiOf(request.url ?? '/');
    const refused = toolApi && foreignCaller(request);
    if (refused !== undefined) return refuseForeignCaller(refused, response);
    (toolApi ?? restApi)(request, response).catch(() => response.destroy());
  };
};
