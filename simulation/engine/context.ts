import type { Chance, Faults } from './faults.ts';
import type { Random } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTrace, type Trace } from './trace.ts';

/** What everything in a simulation takes its time and its chance from, and where it leaves what has happened. */
export type Context = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  /** Whether something goes wrong now; it is counted if it does. */
  chance(what: Chance): boolean;
  sleep(milliseconds: number): Promise<void>;
};

/** When a simulation begins, in milliseconds since 1970. */
export const START = Date.parse('2026-11-21T09:00:00.000Z');

export const createContext = (random: Random, faults: Faults, traced: boolean): Context => {
  const scheduler = createScheduler(START);
  const trace = createTrace({ now: scheduler.now, keeps: traced });
  return {
    scheduler,
    random,
    faults,
    trace,
    chance: (what) => {
      const happens = faults.happens(what);
      if (happens) trace.count(what);
      return happens;
    },
    sleep: (milliseconds) => new Promise((resolve) => scheduler.after(milliseconds, resolve)),
  };
};
