/** One look at the board: the depth of each queue, as SQS estimates it, and the age of the oldest waiting order. */
export type BoardSample = {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly queues: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  /** Absent while the store cannot be read. */
  readonly oldestSeconds?: number;
};

export type WatchDeps = {
  readonly read: () => Promise<Omit<BoardSample, 'at'>>;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/** The shop reads its board at most once in this time. */
const INTERVAL_MILLISECONDS = 2000;

/** Reads the board until the signal stops it. A failed read leaves a gap. */
export const watchBoard = async (
  { read, now, sleep }: WatchDeps,
  signal: AbortSignal,
): Promise<readonly BoardSample[]> => {
  const samples: BoardSample[] = [];
  while (!signal.aborted) {
    const at = now();
    const sample = await read().catch(() => undefined);
    if (sample) samples.push({ at, ...sample });
    await sleep(INTERVAL_MILLISECONDS);
  }
  return samples;
};
