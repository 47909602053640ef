import type { FunctionResource } from '../template/lambda.ts';
import { failedInvocation, type Instance, type Job, startInstance, TIMEOUT_ERROR } from './instance.ts';
import type { Invocation } from './thread-messages.ts';
import type { Work } from './work.ts';

export type FunctionState = {
  readonly running: number;
  readonly busy: number;
  readonly invocations: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly kills: number;
};

/**
 * A function that scales as on Lambda: an event goes to the instance that is free first, which can be a new one. A new instance
 * costs several times as much CPU as a warm one, so it is started only while all others work on slow events.
 */
export type LocalFunction = {
  readonly resource: FunctionResource;
  invoke(event: unknown): Promise<Invocation>;
  /** Starts an instance ahead of the first invocation. */
  warm(): void;
  /** Kills every running instance at once and returns their number. */
  kill(): number;
  state(): FunctionState;
  /** The CPU time of each running instance. */
  cpu(): Promise<NodeJS.CpuUsage>[];
};

export type LogLine = {
  readonly function: string;
  readonly level: string;
  readonly message: unknown;
  /** Milliseconds since the epoch. @default - now */
  readonly time?: number;
};

export type FunctionOptions = {
  readonly variables: Readonly<Record<string, string>>;
  /** A limit beside the template's: more threads than cores are slower. */
  readonly maxInstances: number;
  /** @default - no faults are injected into the work */
  readonly work?: Work | undefined;
  readonly onLog: (line: LogLine) => void;
};

const CHECK_MILLISECONDS = 50;

export const createFunction = (resource: FunctionResource, options: FunctionOptions): LocalFunction => {
  const { variables, work, onLog } = options;
  const max = Math.min(options.maxInstances, resource.concurrency ?? options.maxInstances);
  const queue: Job[] = [];
  const instances = new Set<Instance>();
  const counts = { invocations: 0, errors: 0, timeouts: 0, kills: 0 };

  const start = (): Instance => {
    const instance = startInstance(resource, {
      ...{ variables, work },
      onLog: (line) => onLog({ function: resource.name, ...line }),
      onIdle: assign,
      onEnd: (ended) => {
        instances.delete(ended);
        assign();
      },
    });
    instances.add(instance);
    return instance;
  };

  /** An instance for the next event. One that has not loaded yet takes an event only if no other has loaded. */
  const findIdle = (): Instance | undefined => {
    const all = [...instances];
    if (all.length === 0) return start();
    const loaded = all.filter((instance) => instance.isLoaded());
    return (loaded.length > 0 ? loaded : all).find((instance) => !instance.isBusy());
  };

  /** Assigns queued events to idle instances. Starts another instance if none becomes idle for a while. */
  const assign = (): void => {
    while (queue.length > 0) {
      const idle = findIdle();
      if (!idle) {
        startAfterWait();
        return;
      }
      const job = queue.shift();
      if (!job) return;
      counts.invocations++;
      idle.run(job);
    }
  };

  let waiting: NodeJS.Timeout | undefined;
  const startAfterWait = (): void => {
    if (waiting || instances.size >= max) return;
    waiting = setTimeout(() => {
      waiting = undefined;
      if (queue.length > 0 && [...instances].every((instance) => instance.isSlow())) start();
      assign();
    }, CHECK_MILLISECONDS);
  };

  const count = (invocation: Invocation): void => {
    if (invocation.kind === 'answered') return;
    counts.errors++;
    const { errorType: error, errorMessage: message } = invocation.error;
    onLog({ function: resource.name, level: 'error', message: { event: 'invocation.failed', error, message } });
    if (invocation.error.errorType === TIMEOUT_ERROR) counts.timeouts++;
  };

  return {
    resource,
    invoke: (event) =>
      new Promise((resolve) => {
        const respond = (invocation: Invocation): void => {
          count(invocation);
          resolve(invocation);
        };
        queue.push({ event, respond });
        assign();
      }),
    warm: () => {
      if (instances.size < max) start();
    },
    kill: () => {
      const running = [...instances];
      counts.kills += running.length;
      for (const instance of running) instance.end(failedInvocation('Runtime.ExitError', 'the function was killed'));
      return running.length;
    },
    state: () => ({
      running: instances.size,
      busy: [...instances].filter((instance) => instance.isBusy()).length,
      ...counts,
    }),
    cpu: () => [...instances].map((instance) => instance.cpu()),
  };
};
