// The barista as a process: works the queues of its environment until a signal or a poison pill.
import { describe, log } from '../lambda/log.ts';
import { skipLinesBelow, writeJsonLines } from './log-line.ts';
import { endOnSignals, logCrash } from './process-events.ts';
import { readSettings } from './settings.ts';
import { createShift } from './shift.ts';
import { runWorker } from './worker.ts';

/** The kernel keeps signals of its own processes from the first one of a container, so the watchdog could not kill it. */
const warnWithoutInit = (): void => {
  if (process.pid === 1)
    log('warn', 'worker.without-init', {
      message: 'an init process should have the process id 1, got this worker: add "--init" to "docker run"',
    });
};

const main = async (): Promise<void> => {
  const shift = createShift();
  endOnSignals(shift, { source: process, exit: process.exit, now: Date.now, log });
  warnWithoutInit();
  const settings = readSettings(process.env);
  skipLinesBelow(settings.logLevel);
  await runWorker(settings, shift);
  log('info', 'worker.stopped', { reason: shift.over.reason });
};

writeJsonLines();
logCrash(log);
await main().catch((error: unknown) => {
  log('error', 'worker.failed', describe(error));
  process.exitCode = 1;
});
process.exit();
