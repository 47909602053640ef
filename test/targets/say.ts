import { setTimeout } from 'node:timers/promises';

const began = performance.now();

/** Prints one line of progress, with the seconds since the start. */
export const say = (line: string): void => {
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`${String(seconds).padStart(4)} s  ${line}\n`);
};

/** Prints the start of a step and its duration. */
export const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const start = performance.now();
  say(`${what} …`);
  const done = await work();
  say(`${what}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return done;
};

/** An error and its causes, as one line. */
export const sentence = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${sentence(error.cause)}`;
};

/** Waits until a signal is aborted. */
export const untilEnded = (signal: AbortSignal): Promise<void> =>
  setTimeout(2 ** 31 - 1, undefined, { signal }).catch(() => undefined);
