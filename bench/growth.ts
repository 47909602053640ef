import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from './build.ts';
import { input } from './environment.ts';
import type { RunTask } from './measure/processes.ts';
import type { Reads } from './measure/reads.ts';
import type { Task } from './measure/task.ts';
import { sumOf } from './report/report.ts';
import { quartilesOf } from './report/statistics.ts';
import { type Counted, createTally, type Plan } from './report/tally.ts';

export type GrowthDeps = {
  readonly run: RunTask;
  readonly quick: boolean;
  readonly progress: (text: string) => void;
  readonly barista: Bundle;
  readonly cashier: Bundle;
  readonly counter: Bundle;
};

/** A function and a size of its work. `worked`: how many batches or requests a process works after its warm-up. */
type Case = {
  readonly what: string;
  readonly bundle: Bundle;
  readonly size: number;
  readonly batchSize: number;
  readonly lines: number;
  readonly worked: number;
};

/** The cost of one unit of the size: one order, or one line. */
export type Growth = {
  readonly what: string;
  readonly size: number;
  readonly calls: number;
  readonly writeUnits: number;
  readonly logBytes: number;
  readonly microseconds: number;
};

export type Recovery = {
  readonly orders: number;
  /** From the end of the outage to the last READY, and the most that the promise P5 allows. */
  readonly seconds: number;
  readonly limitSeconds: number;
};

export type GrowthReport = {
  readonly growth: readonly Growth[];
  readonly reads: readonly { readonly onBoard: number; readonly reads: Reads }[];
  readonly recoveries: readonly Recovery[];
  readonly measured: readonly Counted[];
};

const casesOf = ({ barista, cashier }: GrowthDeps): readonly Case[] => [
  ...[1, 10, 100].map((size) => ({
    ...{ what: 'barista, orders of a batch', bundle: barista, size, batchSize: size, lines: 1 },
    worked: Math.ceil(1000 / size),
  })),
  ...[1, 100, 5000].map((size) => ({
    ...{ what: 'barista, lines of an order', bundle: barista, size, batchSize: 1, lines: size },
    worked: size === 5000 ? 20 : 200,
  })),
  ...[1, 100, 5000].map((size) => ({
    ...{ what: 'cashier, lines of an order', bundle: cashier, size, batchSize: 1, lines: size },
    worked: size === 5000 ? 20 : 200,
  })),
];

const ROUNDS = 3;
const ON_BOARD = [0, 1_000_000] as const;
export const OUTAGE_SECONDS = 300;

/** How the cost of our functions grows with the size of their work. */
export const measureGrowth = async (deps: GrowthDeps): Promise<GrowthReport> => {
  const cases = casesOf(deps);
  const waiting = existsSync(RECOVERY) ? (deps.quick ? [1, 100, 1000] : [1, 100, 10_000]) : [];
  const plan: Plan = {
    'counts of calls': cases.length,
    'runs for CPU time': cases.length * ROUNDS,
    'counts of reads': ON_BOARD.length,
    'simulated outages': waiting.length,
  };
  const tally = createTally(plan);
  const growth: Growth[] = [];
  for (const one of cases) growth.push(await measureCase(one, deps, tally.add));
  const reads = [];
  for (const onBoard of ON_BOARD) reads.push({ onBoard, reads: await countReads(onBoard, deps) });
  tally.add('counts of reads', reads.length);
  const recoveries: Recovery[] = [];
  for (const orders of waiting) {
    deps.progress(`simulates an outage of ${OUTAGE_SECONDS} s while ${orders} orders wait`);
    recoveries.push(await simulateOutage(orders));
    tally.add('simulated outages');
  }
  return { growth, reads, recoveries, measured: tally.close() };
};

const measureCase = async (
  { what, bundle, size, batchSize, lines, worked }: Case,
  { run, progress }: GrowthDeps,
  add: (what: string) => void,
): Promise<Growth> => {
  progress(`${what}: ${size}`);
  const task: Omit<Task, 'mode'> = {
    ...{ entry: bundle.entry, kind: bundle.contestant.kind, batchSize, ...input(lines) },
    ...{ answers: 'at once', warmUps: worked, batches: worked },
  };
  const { calls, writeUnits, logBytes } = await run({ ...task, mode: 'calls' });
  add('counts of calls');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { milliseconds, batches } = await run({ ...task, mode: 'cpu' });
    times.push((milliseconds * 1000) / batches);
    add('runs for CPU time');
  }
  const microseconds = quartilesOf(times).median;
  return {
    ...{ what, size, calls: sumOf(calls) / size, writeUnits: writeUnits / size },
    ...{ logBytes: logBytes / size, microseconds: microseconds / size },
  };
};

const countReads = async (onBoard: number, { run, barista, counter, progress }: GrowthDeps): Promise<Reads> => {
  progress(`board and look-up with ${onBoard} orders`);
  const { reads } = await run({
    ...{ mode: 'reads', entry: barista.entry, kind: 'handler', batchSize: 1, ...input(1) },
    ...{ answers: 'at once', warmUps: 0, batches: 0, reader: { entry: counter.entry, onBoard } },
  });
  return reads;
};

/** The simulator is optional. Without it, the bench leaves the outages out. */
const RECOVERY = join(import.meta.dirname, '..', 'simulation', 'search', 'recovery.ts');

const simulateOutage = async (orders: number): Promise<Recovery> => {
  const { measureRecovery, recoveryLimit } = await import('../simulation/search/recovery.ts');
  const one = { fault: 'refused', outageSeconds: OUTAGE_SECONDS, orders, prepareSeconds: 0.2, onTabs: false } as const;
  const recovery = await measureRecovery(one);
  if (recovery.made !== orders) throw new Error(`the simulator should make ${orders} orders, got ${recovery.made}`);
  return { orders, seconds: recovery.afterOutage, limitSeconds: recoveryLimit(one, recovery) };
};
