import type { RequestListener } from 'node:http';
import { availableParallelism } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Engines, startEngines } from './engines/engines.ts';
import { provision } from './engines/provision.ts';
import { createFunction, type LocalFunction } from './functions/function.ts';
import { type Mapping, startMapping } from './functions/mapping.ts';
import { createQueue } from './functions/queue-client.ts';
import { createHandles } from './http/control-api.ts';
import { createRestApi } from './http/rest-api.ts';
import { readAssembly } from './template/assembly.ts';
import { createResolve } from './template/intrinsics.ts';
import { readOutputs } from './template/outputs.ts';
import { readResources, type TemplateResources } from './template/resources.ts';
import { createReturnValues, region } from './template/return-values.ts';
import { synthesize } from './template/synthesis.ts';
import { sayDeclared, sayLog } from './terminal.ts';

export type ShopOptions = {
  /** The folder of `cdk.json`. */
  readonly root: string;
  /** Where the stacks are synthesized to. */
  readonly outdir: string;
  readonly url: string;
  readonly signal: AbortSignal;
};

export type Shop = {
  readonly handle: RequestListener;
  readonly endpoints: Readonly<Record<string, string>>;
  /** The outputs of the stacks, by the names they have on every target. */
  readonly outputs: Readonly<Record<string, string>>;
};

/** The engines take any credentials; the SDK wants some. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Set for every function, beside the variables of its template: where AWS is. */
const variablesOf = ({ endpoints }: Engines): Record<string, string> => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_SNS: endpoints.sns,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_SESV2: endpoints.ses,
});

/** Set in place of the template's value, where it has one: nobody waits for coffee on a laptop. */
const overrides: Readonly<Record<string, string>> = { PREPARE_MILLISECONDS: '2' };
const overridden = (variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, overrides[name] ?? value]));

/** Instances of a function that works a queue: one batch each; more than the machine has cores make it slower. */
const WORKERS = Math.max(2, Math.min(4, availableParallelism()));

const startFunctions = ({ functions, mappings }: TemplateResources, engines: Engines): LocalFunction[] => {
  const workers = new Set(mappings.map(({ FunctionName }) => FunctionName));
  return functions.map((declaration) => {
    const mostInstances = workers.has(declaration.physicalName) ? WORKERS : WORKERS + 1;
    const variables = { ...variablesOf(engines), ...overridden(declaration.variables) };
    const started = createFunction(declaration, { variables, mostInstances, onLog: sayLog });
    started.warm();
    return started;
  });
};

const startMappings = (
  { mappings, queues }: TemplateResources,
  functions: readonly LocalFunction[],
  { endpoints }: Engines,
  signal: AbortSignal,
): Mapping[] =>
  mappings.map((mapping) => {
    const worker = functions.find(({ declaration }) => declaration.physicalName === mapping.FunctionName);
    const declared = queues.find(({ arn }) => arn === mapping.EventSourceArn);
    if (!worker || !declared)
      throw new Error(`a mapping should join a queue and a function, got ${JSON.stringify(mapping)}`);
    const queue = createQueue(endpoints.sqs, declared.url);
    const onError = (error: unknown): void =>
      sayLog({ function: 'mapping', level: 'warn', message: `${declared.name}: ${error}` });
    return startMapping(mapping, { queue, worker, mostInFlight: WORKERS, signal, onError });
  });

/** Opens a shop: synthesizes the stacks, and has engines, functions, mappings and routes play what they declare. */
export const openShop = async ({ root, outdir, url, signal }: ShopOptions): Promise<Shop> => {
  const began = performance.now();
  const [engines] = await Promise.all([startEngines(), synthesize(root, outdir, signal)]);
  const { endpoints } = engines;
  const stacks = await readAssembly(outdir);
  const returnValuesOf = createReturnValues(endpoints);
  const resolve = createResolve(stacks, returnValuesOf);
  const declared = readResources(stacks, resolve, returnValuesOf);
  sayDeclared(declared, performance.now() - began);

  const functions = startFunctions(declared, engines);
  const client = { region, credentials };
  await provision(declared, {
    sqs: new SQSClient({ ...client, endpoint: endpoints.sqs }),
    sns: new SNSClient({ ...client, endpoint: endpoints.sns }),
    s3: new S3Client({ ...client, endpoint: endpoints.s3, forcePathStyle: true }),
    dynamodb: new DynamoDBClient({ ...client, endpoint: endpoints.dynamodb }),
  });
  const mappings = startMappings(declared, functions, engines, signal);
  const handles = createHandles({ engines, functions, mappings });
  const api = createRestApi({ ...declared, functions });
  return {
    handle: (request, response) => {
      handles(request, response)
        .then((done) => (done ? undefined : api(request, response)))
        .catch(() => response.destroy());
    },
    endpoints: { ...endpoints, lambda: url },
    outputs: readOutputs(stacks, resolve, url),
  };
};
