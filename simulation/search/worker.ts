import { parentPort } from 'node:worker_threads';
import type { Level } from '../engine/faults.ts';
import { simulateSeed } from '../scenario/scenario.ts';
import { totalsOf } from './table.ts';

/** One shop to simulate. */
export type Task = { readonly seed: number; readonly orders: number; readonly level: Level; readonly traced: boolean };

export type TaskResult = {
  readonly task: Task;
  readonly totals: ReturnType<typeof totalsOf>;
  readonly violation: Awaited<ReturnType<typeof simulateSeed>>['violation'];
  readonly steps: readonly string[];
};

// Errors are as common here as answers, and nobody looks at where they came from.
Error.stackTraceLimit = 0;

parentPort?.on('message', (task: Task) => {
  const { seed, orders, level, traced } = task;
  simulateSeed(seed, orders, level, traced).then(
    (ended) => {
      const result: TaskResult = {
        task,
        totals: totalsOf(ended),
        violation: ended.violation,
        steps: ended.trace.steps,
      };
      parentPort?.postMessage(result);
    },
    (error: unknown) => {
      throw error; // the simulator's own, and the end of the run
    },
  );
});
