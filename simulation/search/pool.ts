import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Task, TaskResult } from './worker.ts';

export type Pool = {
  /** Plays shops side by side and hands over each result, in any order, until it is told to stop. */
  simulate(tasks: Iterable<Task>, take: (result: TaskResult) => 'on' | 'stop'): Promise<void>;
  close(): Promise<void>;
};

/** So much for what dies young: garbage collection is most of what these threads have in common. */
const YOUNG_MEGABYTES = 64;

/** Threads that simulate shops. `module` is where their code is: the real one, or one with a bug in it. */
export const createPool = (threads: number, module: URL = new URL('./worker.ts', import.meta.url)): Pool => {
  const workers = Array.from(
    { length: threads },
    () => new Worker(module, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } }),
  );

  const runOne = async (worker: Worker, task: Task): Promise<TaskResult> => {
    worker.postMessage(task);
    const [result] = await once(worker, 'message');
    return result;
  };

  return {
    simulate: async (tasks, take) => {
      const left = tasks[Symbol.iterator]();
      let stopped = false;
      const work = async (worker: Worker): Promise<void> => {
        for (let next = left.next(); !next.done && !stopped; next = left.next())
          if (take(await runOne(worker, next.value)) === 'stop') stopped = true;
      };
      await Promise.all(workers.map(work));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};
