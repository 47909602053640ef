import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { createPausableTimer } from './pausable-timer.ts';
import type { Pauses } from './pauses.ts';
import { sourcePlace } from './source-place.ts';
import {
  type FailedInvocation,
  type FunctionDefinition,
  type Invocation,
  type Report,
  reportSchema,
} from './thread-messages.ts';
import type { Work } from './work.ts';

export const TIMEOUT_ERROR = 'Sandbox.Timedout';

/** A function's thread. It runs one invocation at a time. */
export type Instance = {
  isBusy(): boolean;
  /** Whether its invocation waits or blocks for long, so that another instance is of use. A paused one is not slow. */
  isSlow(): boolean;
  /** Whether it has loaded the function's module. */
  isLoaded(): boolean;
  run(job: Job): void;
  /** Ends the thread when its invocation is done. It gets no other one. */
  retire(): void;
  /** Ends the thread at once, with this outcome for a running invocation. */
  end(outcome: FailedInvocation): void;
  cpu(): Promise<NodeJS.CpuUsage>;
};

export type Job = { readonly event: unknown; readonly respond: (invocation: Invocation) => void };

export type InstanceOptions = {
  readonly variables: Readonly<Record<string, string>>;
  /** @default - no faults are injected into the work */
  readonly work?: Work | undefined;
  /** The pauses of a debugger: the timeout of the function waits meanwhile. @default - no debugger */
  readonly pauses?: Pauses | undefined;
  readonly onLog: (line: Report['lines'][number]) => void;
  readonly onIdle: () => void;
  readonly onEnd: (instance: Instance, outcome: FailedInvocation) => void;
};

export const failedInvocation = (errorType: string, errorMessage: string): FailedInvocation => ({
  kind: 'failed',
  error: { errorType, errorMessage },
});

const RETIRED = failedInvocation('Runtime.ExitError', 'the function has new code');

/** An invocation that waits is slow sooner than one that works: on busy cores, more threads make all of them slower. */
const WAITING_MILLISECONDS = 200;
const WORKING_MILLISECONDS = 1000;

export const startInstance = (definition: FunctionDefinition, options: InstanceOptions): Instance => {
  const { physicalName: name, timeoutSeconds, memoryMegabytes } = definition;
  const work = options.work?.link();
  const worker = new Worker(new URL('./function-thread.ts', import.meta.url), {
    name, // a debugger shows it
    env: options.variables,
    workerData: { ...definition, work },
    transferList: work ? [work.port] : [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes, maxYoungGenerationSizeMb: 32 },
  });
  let job: Job | undefined;
  const timer = createPausableTimer();
  let began = 0;
  let usage = worker.performance.eventLoopUtilization();
  let loaded = false;
  let ended = false;
  let retired = false;

  const begin = (): void => {
    began = performance.now();
    usage = worker.performance.eventLoopUtilization();
  };

  const respond = (invocation: Invocation): void => {
    timer.stop();
    const current = job;
    job = undefined;
    current?.respond(invocation);
  };

  const instance: Instance = {
    isBusy: () => job !== undefined,
    isSlow: () => {
      if (!job || !loaded || timer.isPaused()) return false;
      const milliseconds = performance.now() - began;
      const { utilization } = worker.performance.eventLoopUtilization(usage);
      return milliseconds > (utilization < 0.5 ? WAITING_MILLISECONDS : WORKING_MILLISECONDS);
    },
    isLoaded: () => loaded,
    run: (next) => {
      job = next;
      begin();
      const milliseconds = timeoutSeconds * 1000;
      const timeout = failedInvocation(TIMEOUT_ERROR, `Task timed out after ${timeoutSeconds} seconds`);
      timer.start(milliseconds, () => instance.end(timeout));
      worker.postMessage({ event: next.event, deadline: Date.now() + milliseconds });
    },
    retire: () => {
      retired = true;
      if (!job) instance.end(RETIRED);
    },
    end: (outcome) => {
      if (ended) return;
      ended = true;
      options.pauses?.release(threadId);
      void worker.terminate();
      respond(outcome);
      options.onEnd(instance, outcome);
    },
    cpu: () => worker.cpuUsage(),
  };

  const { threadId } = worker; // -1 once the thread has ended
  options.pauses?.listen(threadId, { onPause: timer.pause, onResume: timer.resume });
  worker.on('message', (message: unknown) => {
    const { lines, invocation } = v.parse(reportSchema, message);
    for (const line of lines) options.onLog(line);
    if (!loaded) begin(); // loading is no slow event
    loaded = true;
    if (ended) return;
    if (invocation) respond(invocation);
    if (retired && !job) instance.end(RETIRED);
    else options.onIdle();
  });
  worker.on('error', (error) => {
    const place = sourcePlace(error, definition.modulePath);
    instance.end(failedInvocation('Runtime.UnhandledError', place === undefined ? `${error}` : `${error} at ${place}`));
  });
  worker.on('exit', (code) =>
    instance.end(failedInvocation('Runtime.ExitError', `the function exited with code ${code}`)),
  );
  return instance;
};
