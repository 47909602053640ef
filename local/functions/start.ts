import { availableParallelism } from 'node:os';
import type { FunctionResource, MappingResource } from '../template/lambda.ts';
import type { QueueResource, SubscriptionResource } from '../template/messaging.ts';
import { createFunction, type LocalFunction, type LogLine } from './function.ts';
import { createGiveWay } from './give-way.ts';
import { type Mapping, startMapping } from './mapping.ts';
import type { Pauses } from './pauses.ts';
import { createQueueClient } from './queue-client.ts';
import type { Work } from './work.ts';

/** The instances of a function that works a queue, and its batches in flight. More than the cores are slower. */
const WORKERS = Math.max(2, Math.min(4, availableParallelism()));

export type FunctionsOptions = {
  readonly functions: readonly FunctionResource[];
  readonly mappings: readonly MappingResource[];
  /** The variables that Lambda sets for every function. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
  /** Values for variables of the templates. Each applies where a function has the variable. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly work: Work | undefined;
  readonly pauses: Pauses | undefined;
  readonly onLog: (line: LogLine) => void;
};

/** Starts the functions, each with one warm instance. */
export const startFunctions = (options: FunctionsOptions): LocalFunction[] => {
  const { runtimeVariables, overrides, work, pauses, onLog } = options;
  const workers = new Set(options.mappings.map(({ FunctionName }) => FunctionName));
  return options.functions.map((resource) => {
    const maxInstances = workers.has(resource.physicalName) ? WORKERS : WORKERS + 1;
    const variables = {
      ...runtimeVariables,
      AWS_ACCESS_KEY_ID: resource.name, // each function has its own key, by which the engines record its calls
      ...overrideVariables(resource.variables, overrides),
    };
    const started = createFunction(resource, { variables, maxInstances, work, pauses, onLog });
    started.warm();
    return started;
  });
};

export type MappingsOptions = {
  readonly mappings: readonly MappingResource[];
  readonly queues: readonly QueueResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly functions: readonly LocalFunction[];
  /** The URL of the SQS engine. */
  readonly sqs: string;
  readonly signal: AbortSignal;
  /** Keeps the messages of a batch hidden while a debugger can pause it. */
  readonly keepHidden: boolean;
  readonly onLog: (line: LogLine) => void;
};

/** Starts the event source mappings. Throws when the queue or the function of one is in no template. */
export const startMappings = (options: MappingsOptions): Mapping[] =>
  options.mappings.map((mapping) => {
    const target = options.functions.find(({ resource }) => resource.physicalName === mapping.FunctionName);
    const queue = options.queues.find(({ arn }) => arn === mapping.EventSourceArn);
    if (!target || !queue)
      throw new Error(
        `an event source mapping should name a queue and a function of the templates, got ${JSON.stringify(mapping)}`,
      );
    return startMapping(mapping, {
      queue: createQueueClient(options.sqs, queue.url),
      invoke: target.invoke,
      maxInFlight: WORKERS,
      giveWay: isSubscriber(queue, options.subscriptions)
        ? createGiveWay(() => isBusy(options.functions, target))
        : undefined,
      keepHiddenSeconds: options.keepHidden ? visibilityTimeoutOf(queue) : undefined,
      signal: options.signal,
      onError: (error) => options.onLog({ function: 'mapping', level: 'warn', message: `${queue.name}: ${error}` }),
    });
  });

/** No customer waits for a subscriber of events. On a machine with few cores, it leaves them to the other functions. */
const isSubscriber = ({ arn }: QueueResource, subscriptions: readonly SubscriptionResource[]): boolean =>
  subscriptions.some(({ endpoint }) => endpoint === arn);

const isBusy = (functions: readonly LocalFunction[], except: LocalFunction): boolean =>
  functions.some((each) => each !== except && each.state().busy > 0);

/** SQS's default is 30 s. */
const visibilityTimeoutOf = ({ attributes: { VisibilityTimeout = '30' } }: QueueResource): number =>
  Number(VisibilityTimeout);

const overrideVariables = (
  variables: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, overrides[name] ?? value]));
