import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readAssembly } from './assembly.ts';
import { createResources } from './create.ts';
import { type Declared, readDeclared } from './declared.ts';
import { type Engines, startEngines } from './engines.ts';
import { createFunction, type LocalFunction } from './function.ts';
import { createHandles } from './handles.ts';
import { createIdentities, region } from './identity.ts';
import { createResolve } from './intrinsics.ts';
import { startMapping } from './mapping.ts';
import { say, sayDeclared, sayLog, sayOpen } from './progress.ts';
import { createRestApi } from './rest-api.ts';
import { createQueue } from './sqs.ts';
import { synthesize } from './synthesis.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.orderboard');
const HOST = '127.0.0.1';
const DEFAULT_PORT = '3000';

/** The engines take any credentials; the SDK wants some. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Set beside the template's variables: where AWS is, and that a drink takes milliseconds here. */
const variablesOf = ({ endpoints }: Engines): Record<string, string> => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_SNS: endpoints.sns,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
});
const MILLISECONDS_PER_DRINK = '2';

const portFrom = (args: readonly string[]): number => {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string', default: DEFAULT_PORT } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port should be a number from 1 to 65535, or 0 for any free port, got '${values.port}'`);
  return port;
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} should be free, and is taken: choose another with "npm start -- --port N"`);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

/** Instances of a worker: a batch each, and more than the machine has cores for make it slower. */
const workers = Math.max(2, Math.min(4, availableParallelism()));

const startFunctions = ({ functions, mappings }: Declared, engines: Engines): LocalFunction[] => {
  const worked = new Set(mappings.map(({ FunctionName }) => FunctionName));
  const variables = variablesOf(engines);
  return functions.map((declaration) => {
    const { BREW_MILLISECONDS_PER_DRINK } = declaration.variables;
    const quick = BREW_MILLISECONDS_PER_DRINK ? { BREW_MILLISECONDS_PER_DRINK: MILLISECONDS_PER_DRINK } : {};
    const started = createFunction(
      { ...declaration, variables: { ...declaration.variables, ...quick } },
      { variables, mostInstances: worked.has(declaration.physicalName) ? workers : workers + 1, onLog: sayLog },
    );
    started.warm();
    return started;
  });
};

const outputsOf = (
  declaredBy: Awaited<ReturnType<typeof readAssembly>>,
  resolve: ReturnType<typeof createResolve>,
  url: string,
) =>
  Object.fromEntries(
    declaredBy.flatMap(({ stackName, outputs }) =>
      outputs
        .filter(({ exportName }) => exportName === undefined)
        .map(({ name, value }) => {
          const resolved = String(resolve(stackName, value));
          return [name, /^https:\/\/[^/]+\.execute-api\./.test(resolved) ? `${url}/` : resolved];
        }),
    ),
  );

const PARENT_MILLISECONDS = 500;
/** A SIGTERM to npm ends the shell between npm and the shop, and tells the shop nothing. */
const closeWithParent = (close: () => void): void => {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) close();
  }, PARENT_MILLISECONDS).unref();
};

/** Opens the shop. It closes on SIGINT, SIGTERM or SIGHUP, or when the process that opened it is gone. */
const open = async (): Promise<void> => {
  const began = performance.now();
  const closing = new AbortController();
  let handle: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const server = createServer((request, response) => handle(request, response));
  const port = await listen(server, portFrom(process.argv.slice(2)));
  const url = `http://${HOST}:${port}`;
  const outdir = join(FOLDER, `${port}.cdk.out`);
  const file = join(FOLDER, `${port}.json`);
  mkdirSync(FOLDER, { recursive: true });

  const close = (): never => {
    closing.abort();
    rmSync(file, { force: true });
    rmSync(outdir, { recursive: true, force: true });
    say('The shop is closed.');
    process.exit(0);
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.once(event, close);
  closeWithParent(close);

  say(`Opening the shop on ${url}`);
  const [engines] = await Promise.all([startEngines(), synthesize(ROOT, outdir, closing.signal)]);
  const stacks = await readAssembly(outdir);
  const identityOf = createIdentities(engines.endpoints);
  const resolve = createResolve(stacks, identityOf);
  const declared = readDeclared(stacks, resolve, identityOf);
  sayDeclared(declared, performance.now() - began);

  const client = { region, credentials };
  const sqs = new SQSClient({ ...client, endpoint: engines.endpoints.sqs });
  const functions = startFunctions(declared, engines);
  await createResources(declared, {
    sqs,
    sns: new SNSClient({ ...client, endpoint: engines.endpoints.sns }),
    dynamodb: new DynamoDBClient({ ...client, endpoint: engines.endpoints.dynamodb }),
  });

  const mappings = declared.mappings.flatMap((mapping) => {
    const worker = functions.find(({ declaration }) => declaration.physicalName === mapping.FunctionName);
    const queue = declared.queues.find(({ arn }) => arn === mapping.EventSourceArn);
    if (!worker || !queue)
      throw new Error(`a mapping should join a queue and a function, got ${JSON.stringify(mapping)}`);
    const onError = (error: unknown): void =>
      sayLog({ function: 'mapping', level: 'warn', message: `${queue.name}: ${error}` });
    return [
      startMapping(mapping, {
        queue: createQueue(engines.endpoints.sqs, queue.url),
        worker,
        mostInFlight: workers,
        signal: closing.signal,
        onError,
      }),
    ];
  });

  const handles = createHandles({ engines, functions, mappings });
  const api = createRestApi({ ...declared, functions });
  handle = (request, response) => {
    handles(request, response)
      .then((done) => (done ? undefined : api(request, response)))
      .catch(() => response.destroy());
  };
  const outputs = outputsOf(stacks, resolve, url);
  writeFileSync(file, JSON.stringify({ url, endpoints: { ...engines.endpoints, lambda: url }, outputs }, null, 2));
  sayOpen(url, performance.now() - began);
};

await open().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
