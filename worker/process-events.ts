import { describe, type Log } from '../lambda/log.ts';
import type { Shift } from './shift.ts';

export type SignalDeps = {
  readonly on: (signal: NodeJS.Signals, listener: () => void) => unknown;
  readonly exit: (code: number) => void;
  readonly now: () => number;
  readonly log: Log;
};

/** npm repeats a signal that the terminal has sent to the whole group of processes. */
const SAME_SIGNAL_MILLISECONDS = 500;

/** The first signal ends the shift, and a second one ends the process at once. A poison pill can have ended the shift before. */
export const endOnSignals = (shift: Shift, { on, exit, now, log }: SignalDeps): void => {
  let first: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    on(signal, () => {
      if (first === undefined) {
        first = now();
        log('info', 'worker.stopping', { reason: signal });
        shift.end(signal);
      } else if (now() - first > SAME_SIGNAL_MILLISECONDS) {
        log('warn', 'worker.ended', { reason: `a second ${signal}` });
        exit(1);
      }
    });
};

/** An error that nothing handles ends the process with a line, which alarms count. Node.js itself would print order ids in the error. */
export const logCrash = (log: Log): void =>
  void process.on('uncaughtException', (error) => {
    log('error', 'worker.failed', describe(error));
    process.exit(1);
  });
