import { parseArgs } from 'node:util';
import { workerQueues } from '../lib/worker-variables.ts';

export const USAGE = `Works the orders of a shop in this process, until Ctrl-C or a poison pill.

npm run worker -- [--port N | --stage NAME] [--queues NAMES] [--concurrency N] [--health-port N]

  --port N          a local shop, as "npm start" opened it
  --stage NAME      a deployed stage, with the region and the credentials of the usual AWS environment
                    (for LocalStack, set AWS_ENDPOINT_URL)
  --queues NAMES    the queues to poll, with commas (default: ${workerQueues.join(',')})
  --concurrency N   the batches of each queue that are worked at once (default: 1)
  --health-port N   the port of GET /live and GET /ready on 127.0.0.1 (default: 0, any free one)
  --help            prints this text

Without --port and --stage, the worker takes the environment variables of the container.`;

/** The shop whose orders are worked. `environment`: that of the environment variables. */
export type Target =
  | { readonly kind: 'local'; readonly port: string }
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'environment' };

export type Options = { readonly target: Target; readonly variables: Readonly<Record<string, string>> };

/** The options of the command line, or `undefined` if the user asks for the usage. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      stage: { type: 'string' },
      queues: { type: 'string' },
      concurrency: { type: 'string' },
      'health-port': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { port, stage, queues, concurrency, 'health-port': healthPort } = values;
  if (port !== undefined && stage !== undefined)
    throw new Error('one of --port and --stage should be given, got both: leave one out');
  return {
    target: targetOf(port, stage),
    variables: {
      ...(queues === undefined ? {} : { WORKER_QUEUES: queues }),
      ...(concurrency === undefined ? {} : { WORKER_CONCURRENCY: concurrency }),
      ...(healthPort === undefined ? {} : { WORKER_HEALTH_PORT: healthPort }),
    },
  };
};

const targetOf = (port: string | undefined, stage: string | undefined): Target => {
  if (port !== undefined) return { kind: 'local', port };
  return stage === undefined ? { kind: 'environment' } : { kind: 'stage', stage };
};
