import { onSignals } from '../../lib/signals.ts';
import { exitCodes } from '../failure.ts';

/** Runs work that ends in order at Ctrl-C: its signal aborts. A second Ctrl-C ends the process at once. */
export const endInOrder = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const stopListening = onSignals(['SIGINT', 'SIGTERM'], () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
};
