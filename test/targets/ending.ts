const PARENT_MILLISECONDS = 500;

/**
 * A signal that is aborted on Ctrl-C and its like, or when the process that has started the run is gone: npm hands a SIGTERM on
 * to its shell only. What has been started is taken down then, and the run ends.
 */
export const untilInterrupted = (): AbortSignal => {
  const ending = new AbortController();
  const end = (why: string): void => ending.abort(new Error(`interrupted: ${why}`));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(name));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end('what started it has ended');
  }, PARENT_MILLISECONDS).unref();
  return ending.signal;
};
