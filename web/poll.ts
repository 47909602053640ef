/** The time until the next read. Nothing shortens it below `asked`, the milliseconds that the API asked for. */
export type Pause = { readonly milliseconds: number; readonly asked: number };

export type Poll = {
  /** Reads now, or as soon as the API permits it, unless a read is under way. */
  wake(): void;
  stop(): void;
};

/** Reads again and again. Each read returns the pause after it, or nothing if it was the last one. */
export const startPoll = (read: () => Promise<Pause | undefined>): Poll => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let permittedAt = 0;
  let isStopped = false;

  const turn = async (): Promise<void> => {
    timer = undefined;
    const pause = await read().catch(pauseAfterFault);
    if (isStopped || pause === undefined) return;
    permittedAt = performance.now() + pause.asked; // unlike `Date.now()`, this clock is never set back
    timer = setTimeout(turn, pause.milliseconds);
  };
  void turn();

  return {
    wake: () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      const left = permittedAt - performance.now();
      if (left > 0) timer = setTimeout(turn, left);
      else void turn();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};

/** A fault of the page must not end its reads: a board on a wall would stand still for days. */
const pauseAfterFault = (error: unknown): Pause => {
  console.error(error);
  return { milliseconds: LONGEST_BACKOFF_MILLISECONDS, asked: 0 };
};

/** The usual pause between two reads of the board, and the one while nobody can see the page. */
const VISIBLE_MILLISECONDS = 3000;
const HIDDEN_MILLISECONDS = 30_000;
const LONGEST_BACKOFF_MILLISECONDS = 30_000;
const LONGEST_RETRY_AFTER_MILLISECONDS = 10 * 60_000;

export const usualPause = (isHidden: boolean): number => (isHidden ? HIDDEN_MILLISECONDS : VISIBLE_MILLISECONDS);

/** The pause after a read of an own order: longer, the longer nothing has changed. */
export const followPause = (isHidden: boolean, unchanged: number): number =>
  isHidden
    ? HIDDEN_MILLISECONDS
    : Math.min(Math.max(unchanged / 10, VISIBLE_MILLISECONDS), LONGEST_BACKOFF_MILLISECONDS);

export type PauseOptions = {
  /** The pause after a good read, in milliseconds. */
  readonly usual: number;
  /** Failed reads since the last good one. */
  readonly failures: number;
  /** What the API asked for, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** 0 to 1. It spreads the reads of many screens. */
  readonly random: number;
};

/** The pause after a read: doubled with each failure, and never shorter than `Retry-After`. */
export const pauseAfter = ({ usual, failures, retryAfter = 0, random }: PauseOptions): Pause => {
  const backoff = Math.min(VISIBLE_MILLISECONDS * 2 ** failures, LONGEST_BACKOFF_MILLISECONDS);
  const wanted = failures === 0 ? usual : Math.max(usual, backoff);
  const asked = Math.min(retryAfter, LONGEST_RETRY_AFTER_MILLISECONDS);
  return { milliseconds: Math.max(wanted * (0.9 + 0.2 * random), asked), asked };
};
