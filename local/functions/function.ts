import type { FunctionResource } from '../template/lambda.ts';
import {
  failedInvocation,
  type Instance,
  type InstanceOptions,
  type Job,
  startInstance,
  TIMEOUT_ERROR,
} from './instance.ts';
import type { Pauses } from './pauses.ts';
import type { FunctionDefinition, Invocation } from './thread-messages.ts';
import type { Work } from './work.ts';

export type FunctionState = {
  readonly running: number;
  readonly busy: number;
  readonly invocations: number;
  /** The events whose caller went away while they waited for an instance. */
  readonly dropped: number;
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
  /**
   * @param isWanted whether the caller still waits for the answer. An event that nobody waits for any more gets no instance
   */
  invoke(event: unknown, isWanted?: () => boolean): Promise<Invocation>;
  /** Starts an instance ahead of the first invocation. */
  warm(): void;
  /**
   * Replaces the code: a running invocation finishes on the old code, and each later one gets the new code. The old code stays if
   * the new module does not load. Returns the reason then.
   */
  replace(modulePath: string): Promise<string | undefined>;
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
  /** @default - no debugger */
  readonly pauses?: Pauses | undefined;
  readonly onLog: (line: LogLine) => void;
};

/** An event that waits for an instance. */
type Waiting = Job & { isWanted(): boolean; drop(): void };

const DROPPED = failedInvocation('Caller.Gone', 'the caller closed its connection while the event waited');

const CHECK_MILLISECONDS = 50;
/** Lambda's limit for loading a module. */
const LOAD_MILLISECONDS = 10_000;

export const createFunction = (resource: FunctionResource, options: FunctionOptions): LocalFunction => {
  const { variables, work, pauses, onLog } = options;
  const max = Math.min(options.maxInstances, resource.concurrency ?? options.maxInstances);
  const queue: Waiting[] = [];
  const instances = new Set<Instance>();
  const retired = new Set<Instance>();
  let definition: FunctionDefinition = resource;
  const counts = { invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 };

  const launch = (code: FunctionDefinition, hooks: Pick<InstanceOptions, 'onIdle' | 'onEnd'>): Instance =>
    startInstance(code, {
      variables,
      work,
      pauses,
      onLog: (line) => onLog({ function: resource.name, ...line }),
      ...hooks,
    });

  const forget = (ended: Instance): void => {
    instances.delete(ended);
    retired.delete(ended);
    assign();
  };

  const start = (): Instance => {
    const instance = launch(definition, { onIdle: assign, onEnd: forget });
    instances.add(instance);
    return instance;
  };

  const replace = (modulePath: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      const next = { ...resource, modulePath };
      let adopted = false;
      const candidate = launch(next, {
        onIdle: () => {
          if (!adopted) adopt(); // it has loaded
          assign();
        },
        onEnd: (ended, { error }) => {
          clearTimeout(limit);
          forget(ended);
          resolve(error.errorMessage);
        },
      });
      const limit = setTimeout(
        () => candidate.end(failedInvocation(TIMEOUT_ERROR, `it should load within ${LOAD_MILLISECONDS} ms`)),
        LOAD_MILLISECONDS,
      );
      const adopt = (): void => {
        adopted = true;
        clearTimeout(limit);
        definition = next;
        const old = [...instances];
        instances.add(candidate);
        for (const instance of old) retire(instance);
        resolve(undefined);
      };
    });

  const retire = (instance: Instance): void => {
    instances.delete(instance);
    retired.add(instance);
    instance.retire();
  };

  /** An instance for the next event. One that has not loaded yet takes an event only if no other has loaded. */
  const findIdle = (): Instance | undefined => {
    const running = [...instances];
    if (running.length === 0) return start();
    const loaded = running.filter((instance) => instance.isLoaded());
    return (loaded.length > 0 ? loaded : running).find((instance) => !instance.isBusy());
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
      if (!job.isWanted()) {
        counts.dropped++;
        job.drop();
        continue;
      }
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

  /** The instances of the current code, and those that finish an invocation on old code. */
  const all = (): Instance[] => [...instances, ...retired];

  const count = (invocation: Invocation): void => {
    if (invocation.kind === 'answered') return;
    counts.errors++;
    const { errorType: error, errorMessage: message } = invocation.error;
    onLog({ function: resource.name, level: 'error', message: { event: 'invocation.failed', error, message } });
    if (invocation.error.errorType === TIMEOUT_ERROR) counts.timeouts++;
  };

  return {
    resource,
    invoke: (event, isWanted = () => true) =>
      new Promise((resolve) => {
        const respond = (invocation: Invocation): void => {
          count(invocation);
          resolve(invocation);
        };
        queue.push({ event, respond, isWanted, drop: () => resolve(DROPPED) });
        assign();
      }),
    warm: () => {
      if (instances.size < max) start();
    },
    replace,
    kill: () => {
      const running = all();
      counts.kills += running.length;
      for (const instance of running) instance.end(failedInvocation('Runtime.ExitError', 'the function was killed'));
      return running.length;
    },
    state: () => ({
      running: all().length,
      busy: all().filter((instance) => instance.isBusy()).length,
      ...counts,
    }),
    cpu: () => all().map((instance) => instance.cpu()),
  };
};
