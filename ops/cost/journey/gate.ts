/**
 * Counts the calls that are under way. Calls of one wave run side by side, so a function waits once for each wave. The answers of
 * one wave arrive together here: the events of a batch then leave in full calls.
 */
export const createGate = () => {
  let open = 0;
  let waves = 0;
  return {
    /** Runs a call. It takes at least one turn of the event loop, as a call over the network does. */
    pass: async <Value>(call: () => Promise<Value>): Promise<Value> => {
      if (open === 0) waves += 1;
      open += 1;
      try {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        return await call();
      } finally {
        open -= 1;
      }
    },
    /** Calls back once no call is under way. */
    nextTurn: (callback: () => void): void => {
      const wait = (): void => void (open === 0 ? callback() : setImmediate(wait));
      setImmediate(wait);
    },
    /** The waves since the last time. */
    takeWaves: (): number => {
      const taken = waves;
      waves = 0;
      return taken;
    },
  };
};

export type Gate = ReturnType<typeof createGate>;
