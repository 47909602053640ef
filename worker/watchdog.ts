// A thread that ends the process when a batch blocks the main thread beyond its timeout.
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { WatchedBatch } from './deadlines.ts';
import { logLine } from './log-line.ts';

export type WatchMessage =
  | { readonly kind: 'begin'; readonly id: number; readonly milliseconds: number; readonly batch: WatchedBatch }
  | { readonly kind: 'end'; readonly id: number };

const timers = new Map<number, NodeJS.Timeout>();

parentPort?.on('message', (message: WatchMessage) => {
  clearTimeout(timers.get(message.id));
  timers.delete(message.id);
  if (message.kind === 'end') return;
  const { id, milliseconds, batch } = message;
  timers.set(
    id,
    setTimeout(() => kill({ ...batch, milliseconds }), milliseconds),
  );
});

const STDOUT = 1;

/** `process.exit` would end this thread only. The main thread is blocked, so the line does not go through it. */
const kill = (fields: object): void => {
  try {
    writeSync(STDOUT, logLine('error', { event: 'batch.timed-out', blocked: true, ...fields }));
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
};
