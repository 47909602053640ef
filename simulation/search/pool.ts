import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Task, TaskResult } from './task.ts';

export type Pool = {
  /** Simulates shops in parallel. Calls `onResult` for each, in any order, until it answers 'stop'. */
  run(tasks: Iterable<Task>, onResult: (result: TaskResult) => 'continue' | 'stop'): Promise<void>;
  close(): Promise<void>;
};

/** Threads that simulate shops. `module` is the code that they run: the real code, or a mutated copy. */
export const createPool = (threads: number, module: URL = new URL('./worker.ts', import.meta.url)): Pool => {
  const workers = Array.from(
    { length: threads },
    () => new Worker(module, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES } }),
  );

  return {
    run: async (tasks, onResult) => {
      const remaining = tasks[Symbol.iterator]();
      let stopped = false;
      const runTasks = async (worker: Worker): Promise<void> => {
        for (let next = remaining.next(); !next.done && !stopped; next = remaining.next())
          if (onResult(await runTask(worker, next.value)) === 'stop') stopped = true;
      };
      await Promise.all(workers.map(runTasks));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

/** Most objects die young. A large young generation saves garbage collections, which stop all threads. */
const YOUNG_GENERATION_MEGABYTES = 64;

const runTask = async (worker: Worker, task: Task): Promise<TaskResult> => {
  worker.postMessage(task);
  const [result] = await once(worker, 'message');
  return result;
};
