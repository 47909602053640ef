import { type Level, levels } from '../engine/faults.ts';
import type { Violation } from '../invariants/violation.ts';
import type { Totals } from './totals.ts';

/** One shop to simulate. */
export type Task = { readonly seed: number; readonly orders: number; readonly level: Level; readonly traced: boolean };

export type TaskResult = {
  readonly task: Task;
  readonly totals: Totals;
  readonly violation: Violation | undefined;
  /** Empty unless the task is traced. */
  readonly steps: readonly string[];
};

/** @throws Error if there is no such level */
export const levelOf = (name: string): Level => {
  const found = levels.find((level) => level === name);
  if (found) return found;
  throw new Error(`--faults should be one of ${levels.join(', ')}, got '${name}'`);
};

/** The command that repeats a task. */
export const commandOf = ({ seed, orders, level }: Task): string =>
  `npm run simulate -- --seed ${seed} --orders ${orders} --faults ${level}`;
