import { numberOf, readEnvironment, type VariablesOf } from '../lambda/environment.ts';
import { type WorkerQueue, workerQueues, workerVariables } from '../lib/worker-variables.ts';
import { type LogLevel, logLevels } from './log-line.ts';
import { type Source, sourceOf } from './source.ts';

export type Settings = {
  /** The variables of the barista. */
  readonly environment: VariablesOf<typeof workerVariables>;
  readonly sources: readonly Source[];
  readonly concurrency: number;
  readonly timeoutMilliseconds: number;
  readonly healthPort: number;
  readonly logLevel: LogLevel;
};

/** Each batch needs a connection, also while it is polled for. A client of the SDK has 50, and the worker polls three queues. */
const MOST_BATCHES = 16;

/** Reads the settings of a worker. @throws Error that names what is missing or wrong */
export const readSettings = (variables: NodeJS.ProcessEnv): Settings => {
  const environment = readEnvironment([...workerVariables, 'AWS_REGION'], variables);
  const urls = {
    orders: environment.ORDERS_QUEUE_URL,
    tabs: environment.TABS_QUEUE_URL,
    pickups: environment.PICKUPS_QUEUE_URL,
  } as const satisfies Record<WorkerQueue, string | undefined>;
  const urlOf = (name: WorkerQueue): string => {
    const url = urls[name];
    if (url !== undefined) return url;
    throw new Error(`WORKER_QUEUES should be names of queues with a URL, got '${name}' without one`);
  };
  return {
    environment,
    sources: queuesIn(environment.WORKER_QUEUES).map((name) => sourceOf(name, urlOf(name), environment.AWS_REGION)),
    concurrency: wholeNumber('WORKER_CONCURRENCY', environment, { least: 1, most: MOST_BATCHES }),
    timeoutMilliseconds: numberOf('WORKER_TIMEOUT_MILLISECONDS', environment),
    healthPort: wholeNumber('WORKER_HEALTH_PORT', environment, { least: 0, most: 65_535 }),
    logLevel: logLevelIn(environment.WORKER_LOG_LEVEL),
  };
};

const queuesIn = (list: string): WorkerQueue[] =>
  list.split(',').map((given) => {
    const found = workerQueues.find((name) => name === given.trim());
    if (found) return found;
    throw new Error(`WORKER_QUEUES should be names of ${workerQueues.join(', ')} with commas, got '${list}'`);
  });

const logLevelIn = (given: string): LogLevel => {
  const found = logLevels.find((level) => level === given);
  if (found) return found;
  throw new Error(`WORKER_LOG_LEVEL should be ${logLevels.join(' or ')}, got '${given}'`);
};

const wholeNumber = <Name extends string>(
  name: Name,
  variables: Readonly<Record<Name, string>>,
  { least, most }: { readonly least: number; readonly most: number },
): number => {
  const number = Number(variables[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`${name} should be a whole number from ${least} to ${most}, got '${variables[name]}'`);
};
