import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../lambda/log.ts';
import type { WatchMessage } from './watchdog.ts';

/** The batch that a deadline is about, in its log line. */
export type WatchedBatch = { readonly queue: string; readonly messages: number };

export type Deadline = {
  /** The milliseconds that are left. */
  remaining(): number;
  end(): void;
};

/**
 * Ends the process when a batch takes longer than the timeout, as Lambda ends a function. The leases of its orders end later, so a
 * hung `prepare` never runs beside the one of the next holder. The other batches have a moment to finish.
 */
export type Deadlines = { begin(batch: WatchedBatch): Deadline };

export type DeadlinesOptions = {
  readonly milliseconds: number;
  readonly log: Log;
  /** Takes no further messages, because the process ends soon. */
  readonly stop: () => void;
  readonly exit: (code: number) => void;
};

/** The time of the other batches. Far below the margin of a lease, which also covers the difference between two clocks. */
const GRACE_MILLISECONDS = 1000;
/** Endless synchronous code stops the timers of its thread, so a second thread kills the process this much later. */
const KILL_MILLISECONDS = GRACE_MILLISECONDS + 1000;

export const startDeadlines = ({ milliseconds, log, stop, exit }: DeadlinesOptions): Deadlines => {
  // The bundle has another extension than the sources.
  const watchdog = new Worker(new URL(`./watchdog${extname(import.meta.filename)}`, import.meta.url));
  const tell = (message: WatchMessage): void => watchdog.postMessage(message);
  let last = 0;
  return {
    begin: (batch) => {
      const id = ++last;
      const until = performance.now() + milliseconds;
      const timer = setTimeout(() => {
        log('error', 'batch.timed-out', { ...batch, milliseconds });
        stop();
        setTimeout(exit, GRACE_MILLISECONDS, 1);
      }, milliseconds);
      tell({ kind: 'begin', id, milliseconds: milliseconds + KILL_MILLISECONDS, batch });
      return {
        remaining: () => Math.max(0, until - performance.now()),
        end: () => {
          clearTimeout(timer);
          tell({ kind: 'end', id });
        },
      };
    },
  };
};
