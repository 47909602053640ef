/** What happened in a simulation: counts, and every step if the steps are kept. */
export type Trace = {
  /** Adds one step. Calls `line` only if the steps are kept. */
  addStep(line: () => string): void;
  count(what: string, by?: number): void;
  /** Keeps no step from now on. Code that still runs after the end of a simulation adds nothing. */
  close(): void;
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: readonly string[];
};

export type TraceOptions = { readonly now: () => number; readonly keepsSteps: boolean };

export const createTrace = ({ now, keepsSteps }: TraceOptions): Trace => {
  const counts = new Map<string, number>();
  const steps: string[] = [];
  const start = now();
  let open = keepsSteps;
  const addStep = (line: () => string): void => {
    if (open) steps.push(`${((now() - start) / 1000).toFixed(3).padStart(10)} s  ${line()}`);
  };
  return {
    counts,
    steps,
    addStep,
    close: () => {
      open = false;
    },
    count: (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by),
  };
};
