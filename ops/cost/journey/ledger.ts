import { DAYS_PER_MONTH, LOG_COMPRESSION } from '../assumptions.ts';
import type { Meter } from '../prices.ts';
import { GB, type Line, type Step, sumUp } from '../usage.ts';

/** The number of calls to AWS by their names, such as `sqs SendMessage`. */
export type Calls = Readonly<Record<string, number>>;

/** Keeps what AWS charges and which calls the functions make, by the step of the order's way. */
export const createLedger = (logRetentionDays: number) => {
  const lines: Line[] = [];
  const calls = new Map<Step, Record<string, number>>();
  let step: Step = 'order';
  let share = 1;
  const observe = (what: string, meter: Meter, quantity: number): void => {
    lines.push({ step, what, meter, quantity: quantity * share });
  };
  return {
    /** @param of the part of what is counted that the orders of the journey cause. @default all of it */
    begin: (next: Step, of = 1): void => {
      step = next;
      share = of;
    },
    observe,
    observeLog: (what: string, bytes: number): void => {
      observe(what, 'log-gb', bytes / GB);
      observe(what, 'log-gb-month', ((bytes / GB) * LOG_COMPRESSION * logRetentionDays) / DAYS_PER_MONTH);
    },
    onCall: (call: string): void => {
      const counts = calls.get(step) ?? {};
      calls.set(step, { ...counts, [call]: (counts[call] ?? 0) + 1 });
    },
    /** The lines of one order, and the calls of all of them. */
    close: (orders: number) => ({
      lines: sumUp(lines, 1 / orders),
      calls: Object.fromEntries(calls) satisfies Readonly<Record<string, Calls>>,
    }),
  };
};

export type Ledger = ReturnType<typeof createLedger>;
