import { describe, type Log } from '../lambda/log.ts';
import { onSignals, type SignalDeps } from '../lib/signals.ts';
import type { Shift } from './shift.ts';

export type EndDeps = SignalDeps & { readonly exit: (code: number) => void; readonly log: Log };

/** The first signal ends the shift, and a second one ends the process at once. A poison pill can have ended the shift before. */
export const endOnSignals = (shift: Shift, { exit, log, ...signals }: EndDeps): void => {
  let isFirst = true;
  onSignals(
    ['SIGTERM', 'SIGINT'],
    (signal) => {
      if (!isFirst) {
        log('warn', 'worker.ended', { reason: `a second ${signal}` });
        return exit(1);
      }
      isFirst = false;
      log('info', 'worker.stopping', { reason: signal });
      shift.end(signal);
    },
    signals,
  );
};

/** An error that nothing handles ends the process with a line, which alarms count. Node.js itself would print order ids in the error. */
export const logCrash = (log: Log): void =>
  void process.on('uncaughtException', (error) => {
    log('error', 'worker.failed', describe(error));
    process.exit(1);
  });
