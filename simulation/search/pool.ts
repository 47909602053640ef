import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Played, Task } from './worker.ts';

export type Pool = {
  /** Plays shops side by side and hands over each result, in any order, until it is told to stop. */
  play(tasks: Iterable<Task>, take: (played: Played) => 'on' | 'stop'): Promise<void>;
  close(): Promise<void>;
};

/** So much for what dies young: garbage collection is most of what these threads have in common. */
const YOUNG_MEGABYTES = 64;

/** Threads that play shops. `module` is where their code is: the real one, or one with a bug in it. */
export const createPool = (threads: number, module: URL = new URL('./worker.ts', import.meta.url)): Pool => {
  const workers = Array.from(
    { length: threads },
    () => new Worker(module, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } }),
  );

  const playOne = async (worker: Worker, task: Task): Promise<Played> => {
    worker.postMessage(task);
    const [played] = await once(worker, 'message');
    return played;
  };

  return {
    play: async (tasks, take) => {
      const left = tasks[Symbol.iterator]();
      let stopped = false;
      const work = async (worker: Worker): Promise<void> => {
        for (let next = left.next(); !next.done && !stopped; next = left.next())
          if (take(await playOne(worker, next.value)) === 'stop') stopped = true;
      };
      await Promise.all(workers.map(work));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};
