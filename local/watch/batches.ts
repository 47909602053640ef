/** An editor saves several files, or one in several steps. They are one change. */
const QUIET_MILLISECONDS = 40;

/** Collects paths and passes them on together, one call at a time: what comes during a call is in the next one. */
export const createBatches = (onBatch: (paths: readonly string[]) => Promise<void>) => {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const pass = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const paths = [...waiting];
    waiting.clear();
    await onBatch(paths);
    busy = false;
    if (waiting.size > 0) wait();
  };

  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(pass, QUIET_MILLISECONDS);
  };

  return (path: string): void => {
    waiting.add(path);
    wait();
  };
};
