/** When each request is due, in milliseconds from the start. */
export type Schedule = { readonly count: number; readonly dueAt: (n: number) => number };

export const createSchedule = (rate: number, seconds: number): Schedule => ({
  count: Math.max(1, Math.round(rate * seconds)),
  dueAt: (n) => (1000 * n) / rate,
});

export type Clock = {
  /** Milliseconds since the start. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/**
 * Starts each request when it is due and never waits for an answer. If this process was late, the requests that are overdue
 * start at once. Returns how many were started, which is all of them unless the signal stopped the run.
 */
export const runSchedule = async (
  { count, dueAt }: Schedule,
  { now, sleep }: Clock,
  start: (n: number, dueAt: number) => void,
  signal: AbortSignal,
): Promise<number> => {
  let n = 0;
  while (n < count && !signal.aborted) {
    for (const time = now(); n < count && dueAt(n) <= time; n++) start(n, dueAt(n));
    if (n < count) await sleep(Math.max(0, dueAt(n) - now()));
  }
  return n;
};
