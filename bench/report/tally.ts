/** How much a run plans to measure, by name, such as `{ 'first batches': 147 }`. */
export type Plan = Readonly<Record<string, number>>;

export type Counted = { readonly what: string; readonly planned: number; readonly done: number };

/** Counts the measurements of a run. A summary that leaves one out must not look complete. */
export const createTally = (plan: Plan) => {
  const done = new Map<string, number>();

  return {
    /** Counts something that was measured. @throws Error if the plan does not name it */
    add: (what: string, count = 1): void => {
      if (!(what in plan)) throw new Error(`the plan should name '${what}', got ${Object.keys(plan).join(', ')}`);
      done.set(what, (done.get(what) ?? 0) + count);
    },
    /** The counts of all measurements. @throws Error if they differ from the plan */
    close: (): readonly Counted[] => {
      const counted = Object.entries(plan).map(([what, planned]) => ({ what, planned, done: done.get(what) ?? 0 }));
      const wrong = counted.filter((part) => part.done !== part.planned);
      if (wrong.length > 0) throw new Error(`the run should measure all that it plans, got ${sentenceOf(wrong)}`);
      return counted;
    },
  };
};

export type Tally = ReturnType<typeof createTally>;

/** "147 of 147 first batches, 9 of 9 bundles". */
export const sentenceOf = (counted: readonly Counted[]): string =>
  counted.map(({ what, planned, done }) => `${done} of ${planned} ${what}`).join(', ');
