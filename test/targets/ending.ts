const PARENT_MILLISECONDS = 500;

/**
 * A signal that is aborted on Ctrl-C, SIGTERM or SIGHUP, or when the parent process ends: npm forwards SIGTERM to its shell
 * only. On Windows the parent's id never changes. The run then stops everything that it started.
 */
export const untilInterrupted = (): AbortSignal => {
  const ending = new AbortController();
  const end = (why: string): void => ending.abort(new Error(`interrupted: ${why}`));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(name));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end('the parent process ended');
  }, PARENT_MILLISECONDS).unref();
  return ending.signal;
};
