/** npm sends a signal of the terminal to its child once more, within milliseconds. */
const SAME_SIGNAL_MILLISECONDS = 500;

export type SignalDeps = {
  readonly source: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** The time in milliseconds. */
  readonly now: () => number;
};

/**
 * Calls the listener at each of these signals. Signals within half a second of one that was told count as the same.
 *
 * @returns a function that ends the listening
 */
export const onSignals = (
  signals: readonly NodeJS.Signals[],
  listener: (signal: NodeJS.Signals) => void,
  { source, now }: SignalDeps = { source: process, now: () => Date.now() },
): (() => void) => {
  let told = Number.NEGATIVE_INFINITY;
  const hear = (signal: NodeJS.Signals): void => {
    if (now() - told < SAME_SIGNAL_MILLISECONDS) return;
    told = now();
    listener(signal);
  };
  for (const signal of signals) source.on(signal, hear);
  return () => {
    for (const signal of signals) source.off(signal, hear);
  };
};
