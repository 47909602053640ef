/** Why a worker ends. */
export type EndReason = 'poison pill' | 'batch timed out' | NodeJS.Signals;

/** The time from the start of a worker until it takes nothing new. */
export type Shift = {
  /** Aborts at the end of the shift, with the reason. */
  readonly over: AbortSignal;
  end(reason: EndReason): void;
  /**
   * Ends the shift for a poison pill once it is deleted. A worker takes one pill only, so that another worker stops for the next.
   *
   * @returns whether this worker took the pill and deleted it
   */
  endWith(deletePill: () => Promise<boolean>): Promise<boolean>;
};

export const createShift = (): Shift => {
  const ending = new AbortController();
  let takingPill = false;
  const end = (reason: EndReason): void => ending.abort(reason);
  return {
    over: ending.signal,
    end,
    endWith: async (deletePill) => {
      if (takingPill || ending.signal.aborted) return false;
      takingPill = true; // before the call: a batch of another queue can hold a pill, too
      const isDeleted = await deletePill();
      if (isDeleted) end('poison pill');
      else takingPill = false;
      return isDeleted;
    },
  };
};
