// A thread of the pool: simulates the shops that it is told to.
import { parentPort } from 'node:worker_threads';
import { simulateSeed } from '../shop/simulator.ts';
import type { Task, TaskResult } from './task.ts';
import { totalsOf } from './totals.ts';

// Simulated errors are as frequent as answers, and nobody reads their stack traces.
Error.stackTraceLimit = 0;

const runTask = async (task: Task): Promise<TaskResult> => {
  const { seed, orders, level, traced } = task;
  const result = await simulateSeed(seed, orders, level, traced);
  return { task, totals: totalsOf(result), violation: result.violation, steps: result.trace.steps };
};

// An error of the simulator itself is an unhandled rejection and ends the run.
parentPort?.on('message', async (task: Task) => parentPort?.postMessage(await runTask(task)));
