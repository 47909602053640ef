import type { Anomaly, Faults } from './faults.ts';
import type { Random } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTrace, type Trace } from './trace.ts';

/** What every part of a simulation shares: time, randomness, faults and the trace. */
export type Context = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  /** Whether an anomaly happens now. Counts it if it does. */
  happens(anomaly: Anomaly): boolean;
  sleep(milliseconds: number): Promise<void>;
};

/** When a simulation begins, in milliseconds since 1970. */
export const START = Date.parse('2026-11-21T09:00:00.000Z');

export const createContext = (random: Random, faults: Faults, traced: boolean): Context => {
  const scheduler = createScheduler(START);
  const trace = createTrace({ now: scheduler.now, keepsSteps: traced });
  return {
    scheduler,
    random,
    faults,
    trace,
    happens: (anomaly) => {
      const happens = faults.happens(anomaly);
      if (happens) trace.count(anomaly);
      return happens;
    },
    sleep: (milliseconds) => new Promise((resolve) => scheduler.after(milliseconds, resolve)),
  };
};
