// The barista as a process: works the queues of its environment until a signal or a poison pill.
import { describe, log } from '../lambda/log.ts';
import { skipLinesBelow, writeJsonLines } from './log-line.ts';
import { readSettings } from './settings.ts';
import { createShift, type Shift } from './shift.ts';
import { runWorker } from './worker.ts';

/** npm repeats a signal that the terminal has sent to the whole group of processes. */
const SAME_SIGNAL_MILLISECONDS = 500;

/** The first signal ends the shift, and a second one ends the process at once. */
const endOnSignals = (shift: Shift): void => {
  let first = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (!shift.over.aborted) {
        first = Date.now();
        log('info', 'worker.stopping', { reason: signal });
        shift.end(signal);
      } else if (Date.now() - first > SAME_SIGNAL_MILLISECONDS) {
        log('warn', 'worker.ended', { reason: `a second ${signal}` });
        process.exit(1);
      }
    });
};

/** The kernel keeps signals of its own processes from the first one of a container, so the watchdog could not kill it. */
const warnWithoutInit = (): void => {
  if (process.pid === 1)
    log('warn', 'worker.without-init', {
      message: 'an init process should have the process id 1, got this worker: add "--init" to "docker run"',
    });
};

const main = async (): Promise<void> => {
  const shift = createShift();
  endOnSignals(shift);
  warnWithoutInit();
  const settings = readSettings(process.env);
  skipLinesBelow(settings.logLevel);
  await runWorker(settings, shift);
  log('info', 'worker.stopped', { reason: shift.over.reason });
};

writeJsonLines();
await main().catch((error: unknown) => {
  log('error', 'worker.failed', describe(error));
  process.exitCode = 1;
});
process.exit();
