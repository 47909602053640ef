import { parentPort } from 'node:worker_threads';
import type { Level } from '../engine/faults.ts';
import { simulate } from '../scenario/scenario.ts';
import { totalsOf } from './table.ts';

/** One shop to be played. */
export type Task = { readonly seed: number; readonly orders: number; readonly level: Level; readonly traced: boolean };

export type Played = {
  readonly task: Task;
  readonly totals: ReturnType<typeof totalsOf>;
  readonly broken: Awaited<ReturnType<typeof simulate>>['broken'];
  readonly steps: readonly string[];
};

// Errors are as common here as answers, and nobody looks at where they came from.
Error.stackTraceLimit = 0;

parentPort?.on('message', (task: Task) => {
  const { seed, orders, level, traced } = task;
  simulate(seed, orders, level, traced).then(
    (result) => {
      const played: Played = { task, totals: totalsOf(result), broken: result.broken, steps: result.trace.steps };
      parentPort?.postMessage(played);
    },
    (error: unknown) => {
      throw error; // the simulator's own, and the end of the run
    },
  );
});
