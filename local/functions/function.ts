import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { FunctionResource } from '../template/lambda.ts';
import { cpuOf } from './cpu.ts';

/** How an invocation ended: with an answer, or as Lambda reports an error of the function (or its death). */
export type Invocation =
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: { readonly errorType: string; readonly errorMessage: string } };

export type FunctionState = {
  readonly running: number;
  readonly busy: number;
  readonly invocations: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly kills: number;
};

/** A function as Lambda runs it: one invocation at a time in each instance, an instance more when all are busy. */
export type LocalFunction = {
  readonly declaration: FunctionResource;
  invoke(event: unknown): Promise<Invocation>;
  /** Starts an instance ahead of the first invocation. */
  warm(): void;
  /** Kills every running instance, at once, in mid-work; answers how many. */
  kill(): number;
  state(): FunctionState;
  /** Milliseconds of CPU that the running instances have used. */
  cpu(): Promise<number>;
};

export type LogLine = { readonly function: string; readonly level: string; readonly message: unknown };

export type FunctionOptions = {
  readonly variables: Readonly<Record<string, string>>;
  /** Instances at once, whatever the template allows: threads of one machine gain nothing from more. */
  readonly mostInstances: number;
  readonly onLog: (line: LogLine) => void;
};

const linesSchema = v.array(v.object({ level: v.string(), message: v.unknown() }));
const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('log'), lines: linesSchema }),
  v.object({ kind: v.literal('answered'), value: v.unknown(), lines: linesSchema }),
  v.object({ kind: v.literal('failed'), errorType: v.string(), errorMessage: v.string() }),
]);

type Job = { readonly event: unknown; readonly settle: (invocation: Invocation) => void };
type Instance = { readonly worker: Worker; job: Job | undefined; deadline: NodeJS.Timeout | undefined };

const failed = (errorType: string, errorMessage: string): Invocation => ({
  kind: 'failed',
  error: { errorType, errorMessage },
});

export const createFunction = (declaration: FunctionResource, options: FunctionOptions): LocalFunction => {
  const { name, timeoutSeconds } = declaration;
  const most = Math.min(options.mostInstances, declaration.concurrency ?? options.mostInstances);
  const waiting: Job[] = [];
  const instances = new Set<Instance>();
  const counts = { invocations: 0, errors: 0, timeouts: 0, kills: 0 };

  const settle = (instance: Instance, invocation: Invocation): void => {
    clearTimeout(instance.deadline);
    if (invocation.kind === 'failed') counts.errors++;
    const { job } = instance;
    instance.job = undefined;
    job?.settle(invocation);
  };

  const end = (instance: Instance, invocation: Invocation): void => {
    if (!instances.delete(instance)) return;
    void instance.worker.terminate();
    settle(instance, invocation);
    assign();
  };

  const begin = (instance: Instance, job: Job): void => {
    instance.job = job;
    counts.invocations++;
    instance.deadline = setTimeout(() => {
      counts.timeouts++;
      end(instance, failed('Sandbox.Timedout', `Task timed out after ${timeoutSeconds} seconds`));
    }, timeoutSeconds * 1000);
    instance.worker.postMessage({ event: job.event, deadline: Date.now() + timeoutSeconds * 1000 });
  };

  const start = (): void => {
    const worker = new Worker(new URL('./function-thread.ts', import.meta.url), {
      env: options.variables,
      workerData: declaration,
      resourceLimits: { maxOldGenerationSizeMb: declaration.memoryMegabytes, maxYoungGenerationSizeMb: 32 },
    });
    const instance: Instance = { worker, job: undefined, deadline: undefined };
    instances.add(instance);
    worker.on('message', (received: unknown) => {
      const message = v.parse(messageSchema, received);
      if (message.kind === 'log' || message.kind === 'answered')
        for (const line of message.lines) options.onLog({ function: name, ...line });
      if (message.kind === 'log') return;
      if (message.kind === 'answered') settle(instance, message);
      if (message.kind === 'failed') settle(instance, failed(message.errorType, message.errorMessage));
      assign();
    });
    worker.on('error', (error) => end(instance, failed('Runtime.UnhandledError', String(error))));
    worker.on('exit', (code) => end(instance, failed('Runtime.ExitError', `the function exited with code ${code}`)));
  };

  /** Hands waiting events to idle instances; starts one where there is none. */
  const assign = (): void => {
    for (const instance of instances) {
      if (instance.job) continue;
      const job = waiting.shift();
      if (!job) return;
      begin(instance, job);
    }
    if (waiting.length > 0 && instances.size < most) {
      start();
      assign();
    }
  };

  return {
    declaration,
    cpu: async () => {
      const used = await Promise.all([...instances].map(({ worker }) => cpuOf(worker)));
      return used.reduce((sum, milliseconds) => sum + milliseconds, 0);
    },
    invoke: (event) =>
      new Promise((resolve) => {
        waiting.push({ event, settle: resolve });
        assign();
      }),
    warm: () => {
      if (instances.size < most) start();
    },
    kill: () => {
      const running = [...instances];
      counts.kills += running.length;
      for (const instance of running) end(instance, failed('Runtime.ExitError', 'the function was killed'));
      return running.length;
    },
    state: () => ({
      running: instances.size,
      busy: [...instances].filter(({ job }) => job).length,
      ...counts,
    }),
  };
};
