/** A signal that is aborted on Ctrl-C and its like: what has been started is taken down, and then the run ends. */
export const untilInterrupted = (): AbortSignal => {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => ending.abort(new Error(`interrupted by ${name}`)));
  return ending.signal;
};
