import { onSignals } from '../../lib/signals.ts';

/** Ctrl-C ends the phase that runs: first the sending, then the reading. Once more ends the process. */
export type Interrupts = {
  /** Begins a phase. The signal ends it. */
  readonly begin: () => AbortSignal;
  readonly happened: () => boolean;
};

export const catchInterrupts = (say: (text: string) => void): Interrupts => {
  let phase = new AbortController();
  let happened = false;
  onSignals(['SIGINT'], () => {
    if (phase.signal.aborted) process.exit(130);
    happened = true;
    say('interrupted: the report comes; press Ctrl-C again to end sooner');
    phase.abort();
  });
  const begin = (): AbortSignal => {
    phase = new AbortController();
    return phase.signal;
  };
  return { begin, happened: () => happened };
};
